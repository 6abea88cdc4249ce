"""`quizdl practice NAME --judge FOLDER`: a class's submissions in one table."""

import json
from pathlib import Path

import pytest

from quizdl.verify.sealing import can_seal
from tests.cli.conftest import Quizdl
from tests.practice.small_bank import PROGRAM, write_small_bank

pytestmark = pytest.mark.slow


@pytest.fixture
def bank(tmp_path: Path, quizdl: Quizdl) -> Path:
    made = write_small_bank(tmp_path / "bank")
    assert quizdl("trust", str(made)).returncode == 0
    return made


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("ann.py", PROGRAM),
        ("가을/write_sum.py", PROGRAM.replace("self.total + g", "g")),
        ("bob.py", PROGRAM.replace("self.total + g", "1 / 0")),
        ("cho.py", PROGRAM.replace("x - self.total", "x - self.total + 1e-9")),
        ("dan.ipynb", notebook("x = 1", f"# quizdl: write-sum\n{PROGRAM}")),
        ("eve/write_sum.ipynb", notebook("most = 9", f"# quizdl: write-sum\n{PROGRAM}print(most + least)")),
        (".ipynb_checkpoints/dan-checkpoint.ipynb", notebook("x = 1")),
    ):
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "class"


def test_a_class_is_a_table_of_students_and_judges(quizdl: Quizdl, bank: Path, folder: Path) -> None:
    done = quizdl("practice", "write-sum", "--judge", str(folder), "--bank", str(bank))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "1  One step.",
        "2  Three steps.",
        "3  From nothing.",
        "",
        "      1 2 3",
        "ann   ✓ ✓ ✓  Right. 3 of 3 claims.",
        "bob   ! ○ ○  It stopped before it could be judged. Line 9, in add: ZeroDivisionError: division by zero",
        "cho   ✗ ✗ ✗  Not right yet. 0 of 3 claims.",
        "dan   ✓ ✓ ✓  Right. 3 of 3 claims.",
        "eve          It does not run yet. Line 12: Another cell defines most. "
        "A cell is judged alone, with the imports of earlier ones: define it in this cell.",
        "가을  ✗ ✗ ✗  Not right yet. 0 of 3 claims.",
        "",
        "2 of 6 passed. What kept the others from it:",
        "    2  From nothing.",
        "    2  One step.",
        "    2  Three steps.",
        "    1  It does not run yet.",
        "    1  It stopped before it could be judged.",
    ]
    assert len(done.stderr.splitlines()) == 6


def test_a_class_is_one_document_which_a_second_run_repeats(quizdl: Quizdl, bank: Path, folder: Path) -> None:
    again = [
        json.loads(quizdl("practice", "write-sum", "--judge", str(folder), "--json", "--bank", str(bank)).stdout)
        for _ in range(2)
    ]
    first = again[0]
    assert (first["schema"], first["exercise"], first["passed"]) == ("quizdl.marks/1", "write-sum", 2)
    assert [(one["student"], one["passed"]) for one in first["submissions"]] == [
        ("ann", True),
        ("bob", False),
        ("cho", False),
        ("dan", True),
        ("eve", False),
        ("가을", False),
    ]
    assert first["sealed"] is can_seal()
    assert first["mistakes"] == {"claims.from_nothing": 2, "claims.one": 2, "claims.three": 2, "hidden": 1, "raised": 1}
    assert [one["judges"] for one in again[1]["submissions"]] == [one["judges"] for one in first["submissions"]]


def test_a_class_is_sealed_off_only_where_that_can_be_done(
    quizdl: Quizdl, bank: Path, folder: Path, tmp_path: Path
) -> None:
    asked = ("practice", "write-sum", "--judge", str(folder), "--json", "--bank", str(bank))
    assert json.loads(quizdl(*asked, "--unsealed").stdout)["sealed"] is False
    (tmp_path / "empty").mkdir()
    refused = quizdl(*asked, "--sealed", PATH=str(tmp_path / "empty"))
    assert (refused.returncode, "--sealed needs bubblewrap" in refused.stderr) == (2, True)


def test_a_folder_without_submissions_and_options_that_do_not_fit_are_refused(
    quizdl: Quizdl, bank: Path, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    empty = quizdl("practice", "write-sum", "--judge", str(tmp_path / "none"), "--bank", str(bank))
    assert (empty.returncode, "holds no submission" in empty.stderr) == (2, True)
    both = quizdl("practice", "write-sum", "--judge", str(tmp_path / "none"), "--hint", "--bank", str(bank))
    assert (both.returncode, "--judge goes with" in both.stderr) == (2, True)
