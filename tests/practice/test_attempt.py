"""Attempts at an exercise, judged by its claims."""

from pathlib import Path

import pytest

from quizdl import folders
from quizdl.practice.attempt import Attempt, Began, judge_file
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.events import TaskEnded
from quizdl.verify.judging import Judged
from quizdl.verify.service import Service
from tests.practice.exercises import WRITE_ADAM

RIGHT = (Path(__file__).parent / "right_adam.txt").read_bytes()
JUDGES = ["adam.against_torch", "adam.bias_correction", "adam.own_state"]


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(WRITE_ADAM, open_catalogue(verifiers), verifiers)


async def judged(exercise: Exercise, data: bytes, service: Service) -> tuple[Attempt, list[object]]:
    *steps, attempt = [step async for step in judge_file(exercise, data, "/home/me/write_adam.py", service)]
    assert isinstance(attempt, Attempt)
    return attempt, list(steps)


@pytest.mark.slow
async def test_a_right_file_passes_every_judge_quickest_first(exercise: Exercise) -> None:
    async with Service() as service:
        attempt, steps = await judged(exercise, RIGHT, service)
    assert isinstance(steps[0], Began)
    assert sorted(steps[0].judges) == JUDGES
    assert (attempt.passed, attempt.kept, attempt.fault) == (True, 3, None)
    assert attempt.calls["made"] == attempt.calls["agreed"] > 100
    ended = [step.task.claim.id for step in steps if isinstance(step, TaskEnded)]
    assert ended[0] == steps[0].judges[0]
    assert sorted(ended) == JUDGES


@pytest.mark.slow
async def test_a_wrong_file_is_refused_by_a_judge_and_shows_a_call_that_differs(exercise: Exercise) -> None:
    wrong = RIGHT.replace(b"(self.m / (1 - beta1**self.t))", b"self.m")
    assert wrong != RIGHT
    async with Service() as service:
        attempt, _ = await judged(exercise, wrong, service)
    assert (attempt.passed, attempt.fault) == (False, None)
    assert attempt.judges["adam.bias_correction"] is Judged.REFUSED
    first = attempt.calls["first"]
    assert (first["call"], first["names"]) == ("step", ["theta", "g"])
    assert first["given"] != first["asked"]


@pytest.mark.slow
async def test_where_the_first_judge_meets_a_fault_the_others_are_not_asked(exercise: Exercise) -> None:
    async with Service() as service:
        attempt, steps = await judged(exercise, RIGHT.replace(b"self.t += 1", b"1 / 0"), service)
    assert attempt.fault is not None
    assert (attempt.fault["kind"], attempt.fault["line"]) == ("raised", 14)
    assert len([step for step in steps if isinstance(step, TaskEnded)]) == 1
    assert (attempt.passed, attempt.kept) == (False, 0)


async def test_a_file_that_cannot_run_is_told_without_asking_a_judge(exercise: Exercise) -> None:
    async with Service() as service:
        attempt, steps = await judged(exercise, b"class Adam(:", service)
    assert steps == []
    assert attempt.fault is not None
    assert (attempt.fault["kind"], attempt.passed, dict(attempt.judges)) == ("syntax", False, {})
