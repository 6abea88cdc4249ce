"""`quizdl export anki`: what has run here is on the cards, what has not is said."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import Quizdl


@pytest.mark.slow
def test_a_bank_is_written_with_what_its_claims_found_here(quizdl: Quizdl, tmp_path: Path) -> None:
    """A new bank has two questions and two claims."""
    bank = tmp_path / "mine"
    assert quizdl("bank", "new", str(bank)).returncode == 0
    written = tmp_path / "mine.apkg"
    before = quizdl("export", "anki", str(written), "--bank", str(bank), "--lang", "en")
    assert (before.returncode, before.stderr) == (0, "")
    assert before.stdout.splitlines() == [
        f"2 notes are in {written}.",
        "2 claims have not run here; their cards say so. `quizdl verify --all` runs them.",
    ]
    assert b"Not run here yet" in notes(written)
    assert quizdl("verify", "--bank", str(bank), "--all").returncode == 0
    after = quizdl("export", "anki", str(written), "--bank", str(bank), "--lang", "en")
    assert after.stdout == f"2 notes are in {written}.\n"
    assert b"Not run here yet" not in notes(written)
    assert b"<svg" in notes(written)


def notes(package: Path) -> bytes:
    """The database inside a package, in which texts stand as they are."""
    with ZipFile(package) as opened:
        return opened.read("collection.anki2")
