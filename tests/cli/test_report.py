"""`quizdl report`: pages of what has run here; `--run` runs the rest first."""

from pathlib import Path

import pytest

from tests.cli.conftest import Quizdl


@pytest.mark.slow
def test_a_bank_becomes_pages_of_what_its_claims_found_here(quizdl: Quizdl, tmp_path: Path) -> None:
    """A new bank has two questions and two claims."""
    bank, site = tmp_path / "mine", tmp_path / "site"
    assert quizdl("bank", "new", str(bank)).returncode == 0
    before = quizdl("report", str(site), "--bank", str(bank), "--lang", "en")
    assert (before.returncode, before.stderr) == (0, "")
    assert before.stdout.splitlines() == [
        f"9 pages are in {site}; 9 of them are new or changed.",
        "2 claims have not run here; their pages say so. With --run they run first.",
    ]
    pages = list((site / "ko" / "q").glob("*.html"))
    assert all("아직 실행하지 않음" in page.read_text() for page in pages)
    after = quizdl("report", str(site), "--bank", str(bank), "--run", "--lang", "en")
    assert after.returncode == 0
    assert after.stdout.splitlines()[-1] == f"11 pages are in {site}; 8 of them are new or changed."
    assert not any("아직 실행하지 않음" in page.read_text() for page in pages)
    again = quizdl("report", str(site), "--bank", str(bank), "--lang", "en")
    assert again.stdout == f"11 pages are in {site}; 0 of them are new or changed.\n"


@pytest.mark.slow
def test_a_bank_that_is_not_trusted_becomes_pages_without_proofs(quizdl: Quizdl, tmp_path: Path) -> None:
    bank, site = tmp_path / "mine", tmp_path / "site"
    assert quizdl("bank", "new", str(bank)).returncode == 0
    verifier = next((bank / "verifiers").glob("*.py"))
    verifier.write_text(verifier.read_text() + "\n")
    done = quizdl("report", str(site), "--bank", str(bank), "--run", "--lang", "en")
    assert (done.returncode, done.stdout) == (0, f"9 pages are in {site}; 9 of them are new or changed.\n")
    assert "quizdl trust" in done.stderr
