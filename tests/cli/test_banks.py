"""A new bank from the command line: made, checked, proven, played, edited, trusted again."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from threading import Timer

import pytest

from quizdl.bank.trust import TrustStore
from tests.bank.banks import HEAD, question, write_bank
from tests.cli.conftest import QUIZDL, Quizdl

pytestmark = pytest.mark.slow  # each starts the program anew


@pytest.fixture
def bank(quizdl: Quizdl, tmp_path: Path) -> Path:
    """A new bank, made by the command."""
    path = tmp_path / "mine"
    done = quizdl("bank", "new", str(path))
    assert done.returncode == 0, done.stderr
    return path


def test_a_new_bank_passes_its_check_and_its_proof_at_once(quizdl: Quizdl, bank: Path) -> None:
    assert quizdl("bank", "check", str(bank)).returncode == 0
    done = quizdl("bank", "check", str(bank), "--prove")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 as declared" in done.stdout
    assert "3 of 3 planted bugs caught" in done.stdout


def test_what_a_sound_bank_holds_is_counted(quizdl: Quizdl, bank: Path) -> None:
    assert quizdl("bank", "check", str(bank)).stdout == "2 questions and 2 claims: no problems\n"
    (bank / "questions" / "sigmoid.yaml").unlink()
    (bank / "bank.yaml").unlink()  # it names the topic that is gone
    write_bank(bank, adam=HEAD + question(verify="[sigmoid.ten_layers]"))
    assert quizdl("bank", "check", str(bank)).stdout == "1 question and 2 claims: no problems\n"


def test_a_bank_of_any_name_is_made_with_commands_that_can_be_typed_and_proven(quizdl: Quizdl) -> None:
    for name, typed in {"my bank": "'my bank'", "b\udcff": "'b?'"}.items():
        done = quizdl("bank", "new", name)
        assert (done.returncode, f"quizdl trust {typed} &&" in done.stdout) == (0, True), done.stdout + done.stderr
        assert quizdl("verify", "--bank", name, "--all").returncode == 0


def test_a_bank_is_proven_by_its_name_in_the_folder_where_one_is(quizdl: Quizdl) -> None:
    assert quizdl("bank", "new", "mine").returncode == 0
    done = quizdl("verify", "--bank", "mine", "--all", "--fresh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 as declared" in done.stdout


def test_a_bank_is_named_before_or_after_the_command(quizdl: Quizdl, bank: Path) -> None:
    before = json.loads(quizdl("--bank", str(bank), "verify", "--all", "--json").stdout)
    after = json.loads(quizdl("verify", "--bank", str(bank), "--all", "--json").stdout)
    assert [claim["id"] for claim in before["claims"]] == [claim["id"] for claim in after["claims"]]
    assert before["agrees"]


@pytest.mark.fault
def test_an_edited_bank_is_played_without_proofs_and_proven_after_trust(quizdl: Quizdl, bank: Path) -> None:
    verifier = next((bank / "verifiers").glob("*.py"))
    verifier.write_text(verifier.read_text() + "\n# edited\n")
    assert quizdl("verify", "--bank", str(bank), "--all").returncode == 2
    assert quizdl("bank", "check", str(bank), "--prove").returncode == 2
    assert "sigmoid" in quizdl("list", "--bank", str(bank)).stdout
    assert quizdl("trust", str(bank)).returncode == 0
    assert quizdl("verify", "--bank", str(bank), "--all").returncode == 0


def test_every_problem_is_printed_with_its_place_and_the_exit_code_is_2(quizdl: Quizdl, bank: Path) -> None:
    questions = next((bank / "questions").glob("*.yaml"))
    questions.write_text(questions.read_text().replace("level: 1", "level: 7").replace("kind: number", "kind: riddle"))
    done = quizdl("bank", "check", str(bank))
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert len(lines) == 3  # the level of the riddle is wrong as well
    assert all(line.startswith(f"{questions}:") for line in lines)
    assert done.stderr.strip() == "3 problems"


def test_problems_and_counts_are_said_in_the_language_of_the_reader(quizdl: Quizdl, bank: Path) -> None:
    made = quizdl("--lang", "ko", "bank", "new", "another").stdout
    assert made.startswith("another에 문제은행을 만들었습니다. 풀기:   quizdl --bank another\n")
    trusted = quizdl("trust", str(bank), "--lang", "ko").stdout.splitlines()
    assert trusted[0].endswith("sigmoid.py  72줄")
    assert trusted[1].startswith("지금 내용을 신뢰합니다. sha256 ")
    calls = [("bank", "check", str(bank), "--lang", "ko"), ("--lang", "ko", "bank", "check", str(bank))]
    sound = "문제 2개, 주장 2개: 오류가 없습니다.\n"
    assert [quizdl(*call).stdout for call in calls] == [sound, sound]
    assert quizdl("bank", "check", str(bank), LANG="ko_KR.UTF-8").stdout == sound
    questions, verifier = bank / "questions" / "sigmoid.yaml", bank / "verifiers" / "sigmoid.py"
    questions.write_text(questions.read_text().replace("level: 1", "level: 7", 1))
    for call in calls:
        done = quizdl(*call)
        assert (done.returncode, done.stderr) == (2, "오류 1개\n")
        assert done.stdout == f"{questions}:7:12: questions[0].level: 3보다 큽니다 (최대 3)\n"
    opened = quizdl("--bank", str(bank), "list", "--lang", "ko")
    assert (opened.returncode, opened.stderr) == (2, f"quizdl: {done.stdout}")
    verifier.write_text("")
    assert quizdl("trust", str(bank)).returncode == 0
    done = quizdl("verify", "--bank", str(bank), "--all", "--lang", "ko")
    assert f"{verifier}:1:1: 선언한 주장이 없습니다" in done.stderr


def test_a_field_without_a_value_is_reported_with_its_place_in_both_languages(quizdl: Quizdl, bank: Path) -> None:
    write_bank(bank, adam=HEAD + question(verify="[sigmoid.ten_layers]", unit='""', folklore=" "))
    for language, empty in (("en", "is empty ("), ("ko", "비어 있습니다 (")):
        done = quizdl("bank", "check", str(bank), "--lang", language)
        assert done.returncode == 2
        assert f"adam.yaml:11:11: questions[0].unit: {empty}" in done.stdout
        assert f"adam.yaml:12:14: questions[0].folklore: {empty}" in done.stdout


@pytest.mark.fault
def test_names_of_files_and_sentences_of_claims_reach_no_terminal_as_they_are(quizdl: Quizdl, bank: Path) -> None:
    verifier = bank / "verifiers" / "sigmoid.py"
    odd = bank / "verifiers" / "\x1b]52;c;QQ==\x07\u202e.py"
    odd.write_text(verifier.read_text())
    calls = [("trust", str(bank)), ("bank", "check", str(bank)), ("verify", "--bank", str(bank), "--all")]
    shown = [quizdl(*call) for call in calls]
    odd.unlink()
    verifier.write_text(verifier.read_text().replace('en="', 'en="\\x1b[31m\\u202e', 1))
    assert quizdl("trust", str(bank)).returncode == 0
    shown.append(quizdl("verify", "--bank", str(bank), "--all", "--list"))
    for done in shown:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stdout + done.stderr), done.args
    assert [done.returncode for done in shown] == [0, 2, 2, 0]
    assert "␛[31m<U+202E>" in shown[-1].stdout


def test_the_schema_is_a_document_that_editors_can_read(quizdl: Quizdl) -> None:
    schema = json.loads(quizdl("bank", "schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_show_and_list_name_the_nearest_for_what_they_do_not_know(quizdl: Quizdl, bank: Path) -> None:
    done = quizdl("show", "sigmoid-largest-slop", "--bank", str(bank))
    assert (done.returncode, "did you mean sigmoid-largest-slope" in done.stderr) == (2, True)
    assert "did you mean sigmoid" in quizdl("list", "sigmoids", "--bank", str(bank)).stderr


def test_advice_leaves_the_exit_code_alone(quizdl: Quizdl, bank: Path) -> None:
    file = bank / "questions" / "sigmoid.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("The outputs of the layers are never negative.", "All of the above."), encoding="utf-8"
    )
    done = quizdl("bank", "check", str(bank))
    assert done.returncode == 0
    assert f"warning: {file}:12:" in done.stdout


@pytest.mark.fault
def test_a_stale_mutant_and_an_unreadable_verifier_hide_no_problem_of_the_questions(quizdl: Quizdl, bank: Path) -> None:
    (bank / "verifiers" / "broken.py").write_text("def (")
    verifier = bank / "verifiers" / "sigmoid.py"
    verifier.write_text(verifier.read_text(encoding="utf-8") + 'mutant("of a line that is gone", "1 + 1", "2")\n')
    file = bank / "questions" / "sigmoid.yaml"
    questions = file.read_text(encoding="utf-8").replace("level: 1", "level: 7", 1)
    file.write_text(questions.replace("verify: [", "verify: [broken.claim, sigmoid.nothing, ", 1), encoding="utf-8")
    done = quizdl("bank", "check", str(bank))
    assert done.returncode == 2
    assert "level: is above 3" in done.stdout
    assert "no claim is called 'sigmoid.nothing'" in done.stdout
    assert "broken.py:1:" in done.stdout
    assert "broken.claim" not in done.stdout, "whether it exists cannot be known"
    assert "mutant 'of a line that is gone'" in done.stdout
    assert done.stderr.strip() == "4 problems"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_trust_watches_until_ctrl_c_and_leaves_the_last_save_trusted(bank: Path, tmp_path: Path, language: str) -> None:
    with subprocess.Popen(
        [str(QUIZDL), "trust", str(bank), "--watch", "--lang", language],
        env={**os.environ, "QUIZDL_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        limit = Timer(300, watching.kill)  # then no line that is awaited can come
        limit.start()
        assert watching.stderr is not None
        assert watching.stdout is not None
        assert "Ctrl-C" in watching.stderr.readline()
        verifier, edited = bank / "verifiers" / "sigmoid.py", tmp_path / "edited.py"
        edited.write_text(verifier.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
        edited.replace(verifier)  # whole: a look at half of it would be told, too
        lines = iter(watching.stdout.readline, "")
        assert "verifiers/sigmoid.py" in next(line for line in lines if re.match(r"\d\d:\d\d:\d\d ", line))
        watching.send_signal(signal.SIGINT)
        _, told = watching.communicate(timeout=60)
        limit.cancel()
    assert watching.returncode == 0
    assert "Traceback" not in told
    assert TrustStore(tmp_path / "home" / "data" / "trust.json").is_trusted(bank)
