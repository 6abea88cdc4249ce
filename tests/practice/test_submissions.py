"""A folder of submissions, and the proof of an exercise by its right and wrong programs."""

from pathlib import Path

import pytest

from quizdl import folders
from quizdl.practice import proving
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.practice.proving import Shown, Trial, programs_of, prove_exercise
from quizdl.practice.submissions import Marked, judge_all, mistakes, submissions_in
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.service import Service
from tests.practice.exercises import WRITE_ADAM

RIGHT = (Path(__file__).parent / "right_adam.txt").read_text(encoding="utf-8")
WRONG = RIGHT.replace("(self.m / (1 - beta1**self.t))", "self.m")


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(WRITE_ADAM, open_catalogue(verifiers), verifiers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("ann.py", RIGHT),
        ("bob/write_adam.py", WRONG),
        ("bob/other.py", RIGHT),
        ("cho.py", RIGHT.replace("self.t += 1", "raise SystemExit(0)")),
        ("dan.py", "class Adam(:"),
        ("eve.py", RIGHT.replace("self.t += 1", "import shutil; shutil.rmtree('.')")),
        ("notes.txt", "nothing to judge"),
        ("empty/readme.py", RIGHT),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_submissions_are_files_and_folders_that_hold_the_file_of_the_exercise(exercise: Exercise, folder: Path) -> None:
    assert [(one.student, one.path.relative_to(folder).as_posix()) for one in submissions_in(folder, exercise)] == [
        ("ann", "ann.py"),
        ("bob", "bob/write_adam.py"),
        ("cho", "cho.py"),
        ("dan", "dan.py"),
        ("eve", "eve.py"),
    ]


@pytest.mark.slow
@pytest.mark.fault
async def test_each_submission_is_judged_by_itself_and_all_are(exercise: Exercise, folder: Path) -> None:
    submitted = submissions_in(folder, exercise)
    (folder / "ann.py").chmod(0o600)
    async with Service() as service:
        marked = {one.submitted.student: one async for one in judge_all(exercise, submitted, service, jobs=2)}
    assert {name: one.passed for name, one in marked.items()} == {
        "ann": True,
        "bob": False,
        "cho": False,
        "dan": False,
        "eve": False,
    }
    counted = mistakes(list(marked.values()))
    assert counted["adam.bias_correction"] == 1
    assert {kind: counted[kind] for kind in ("exited", "syntax", "imported")} == {
        "exited": 1,
        "syntax": 1,
        "imported": 1,
    }
    document = marked["bob"].to_json()
    assert (document["student"], document["passed"], document["judges"]["adam.bias_correction"]) == (
        "bob",
        False,
        "refused",
    )
    assert (folder / "eve.py").exists()


async def test_a_file_that_cannot_be_read_costs_only_itself(exercise: Exercise, folder: Path) -> None:
    [gone, broken] = [one for one in submissions_in(folder, exercise) if one.student in ("ann", "dan")]
    gone.path.unlink()
    async with Service() as service:
        marked: list[Marked] = [one async for one in judge_all(exercise, [gone, broken], service)]
    assert sorted((one.submitted.student, one.trouble, one.attempt is None) for one in marked) == [
        ("ann", "No such file or directory", True),
        ("dan", "", False),
    ]


@pytest.mark.slow
async def test_what_does_not_show_what_it_must_is_told(
    exercise: Exercise, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("right_a.py", RIGHT), ("right_b.py", WRONG), ("wrong_a.py", WRONG), ("wrong_b.py", RIGHT)):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(proving, "programs_of", lambda _: sorted(folder.glob("*_?.py")))
    async with Service() as service:
        trials: list[Trial] = [trial async for trial in prove_exercise(exercise, service)]
    assert {trial.name: trial.shown for trial in trials} == {
        "starter": Shown.AS_IT_MUST,
        "right_a.py": Shown.AS_IT_MUST,
        "right_b.py": Shown.RIGHT_REFUSED,
        "wrong_a.py": Shown.AS_IT_MUST,
        "wrong_b.py": Shown.WRONG_PASSES,
    }


def test_the_programs_of_an_exercise_stand_beside_the_verifiers(exercise: Exercise) -> None:
    assert all(path.parent.name == "write-adam" for path in programs_of(exercise))
