"""A family that is a folder of files, from the command line: listed, run, trusted, checked, completed."""

from pathlib import Path

import pytest

from tests.bank.banks import HEAD, question, write_bank
from tests.cli.conftest import Quizdl
from tests.folder_family import COMMON, SECOND, write_walks

pytestmark = pytest.mark.slow  # each starts the program anew


@pytest.fixture
def bank(quizdl: Quizdl, tmp_path: Path) -> Path:
    """A trusted bank with one family, which is a folder."""
    root = write_bank(tmp_path / "mine", walks=HEAD + question(verify="[walks.two_steps, walks.three_steps]"))
    write_walks(root / "verifiers")
    assert quizdl("trust", str(root)).returncode == 0
    return root


def ids(listed: str) -> list[str]:
    return [line.split()[0] for line in listed.splitlines() if line.startswith("walks.")]


def test_a_folder_is_run_by_the_name_of_its_family_its_path_or_that_of_a_file(quizdl: Quizdl, bank: Path) -> None:
    both, folder = ["walks.two_steps", "walks.three_steps"], bank / "verifiers" / "walks"
    for arguments, found in (
        (("--bank", str(bank)), both),
        (("--bank", str(bank), "walks"), both),
        (("--bank", str(bank), "adam-one"), both),
        (("--bank", str(bank), "walks.three_steps"), both[1:]),
        ((str(folder),), both),
        ((f"{folder}/",), both),
        ((str(folder / "second.py"),), both[1:]),
    ):
        assert ids(quizdl("verify", "--list", *arguments).stdout) == found, arguments
    for language, said in {"en": "2 of 2 as declared", "ko": "2개 중 2개가 선언한 대로"}.items():
        done = quizdl("verify", str(folder), "--mutants", "--seeds", "2", "--lang", language)
        assert done.returncode == 0, done.stdout + done.stderr
        assert said in done.stdout
        assert all(place in done.stdout for place in ("programs/walk.py:5", "walks/first.py:18", "walks/second.py:10"))


def test_what_names_no_claims_of_a_folder_is_said_in_both_languages(quizdl: Quizdl, bank: Path) -> None:
    verifiers = bank / "verifiers"
    for path, en, ko in (
        (verifiers / "walks" / "common.py", "declares no claim; other files of its folder do", "다른 파일에 있습니다"),
        (verifiers / "programs", "neither a file nor a folder with the claims of a family", "검증기 파일이나 폴더가"),
        (verifiers / "runs", "neither a file nor a folder with the claims of a family", "검증기 파일이나 폴더가"),
    ):
        for language, said in {"en": en, "ko": ko}.items():
            done = quizdl("verify", str(path), "--lang", language)
            assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.fault
def test_an_edit_of_a_helper_of_a_folder_takes_the_trust_of_its_claims_away(quizdl: Quizdl, bank: Path) -> None:
    first, common = (bank / "verifiers" / "walks" / name for name in ("first.py", "common.py"))
    common.write_text(COMMON.replace("3", "4"))
    refused = quizdl("verify", str(first))
    assert (refused.returncode, "+START = 4" in refused.stderr) == (2, True)
    assert "common.py  3 lines" in quizdl("trust", str(first)).stdout
    done = quizdl("verify", str(first))
    assert (done.returncode, "0 of 1 as declared" in done.stdout) == (1, True)


def test_a_bank_with_a_folder_is_checked_and_proven(quizdl: Quizdl, bank: Path) -> None:
    done = quizdl("bank", "check", str(bank), "--prove")
    assert done.stdout.startswith("1 question and 2 claims: no problems\n")
    assert (done.returncode, "3 of 3 planted bugs caught" in done.stdout) == (0, True)
    (bank / "verifiers" / "walks.py").write_text(SECOND)
    for language, said in {"en": "is both a file and a folder", "ko": "파일과 폴더가 둘 다 있습니다"}.items():
        done = quizdl("bank", "check", str(bank), "--lang", language)
        assert (done.returncode, said in done.stdout) == (2, True)
        assert len(done.stdout.splitlines()) == 1


def test_a_shell_completes_the_claims_of_a_folder(quizdl: Quizdl, bank: Path) -> None:
    for word, offered in {"wal": ["walks"], "walks.": ["walks.two_steps", "walks.three_steps"]}.items():
        words = f"quizdl verify --bank {bank} {word}"
        done = quizdl(COMP_WORDS=words, COMP_CWORD="4", _QUIZDL_COMPLETE="bash_complete")
        assert [line.removeprefix("plain,") for line in done.stdout.split()] == offered
