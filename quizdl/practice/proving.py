"""Prove an exercise: its right programs pass, its starter and its wrong ones do not, by numbers or by the contract."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from quizdl.practice.attempt import Attempt, judge_file
from quizdl.practice.exercise import Exercise
from quizdl.verify.service import Service


class Shown(StrEnum):
    """What a run of a program shows about its exercise."""

    AS_IT_MUST = "as_it_must"
    RIGHT_REFUSED = "right_refused"  # a right program does not pass
    WRONG_PASSES = "wrong_passes"  # a wrong program passes
    NO_NUMBERS = "no_numbers"  # a wrong program does not pass, but no number and no rule of the contract says so


@dataclass(frozen=True)
class Trial:
    """One program of an exercise, and what its run shows."""

    exercise: str
    name: str  # "starter", "right_plain.py"
    attempt: Attempt
    shown: Shown


def programs_of(exercise: Exercise) -> list[Path]:
    """The right and wrong programs of an exercise, in the bank's `verifiers/exercises/ID/`."""
    return [*sorted(exercise.folder.glob("right_*.py")), *sorted(exercise.folder.glob("wrong_*.py"))]


async def prove_exercise(exercise: Exercise, service: Service, *, seed: int = 0) -> AsyncGenerator[Trial, None]:
    """Judge the starter and each program of the exercise. Raises EngineError where experiments cannot be run."""
    starter = exercise.question.starter.encode()
    yield await _trial(exercise, "starter", starter, service, seed)
    for path in programs_of(exercise):
        yield await _trial(exercise, path.name, path.read_bytes(), service, seed)


async def _trial(exercise: Exercise, name: str, data: bytes, service: Service, seed: int) -> Trial:
    attempt = [step async for step in judge_file(exercise, data, name, service, seed=seed)][-1]
    assert isinstance(attempt, Attempt)
    return Trial(exercise.question.id, name, attempt, _shown(attempt, right=name.startswith("right_")))


def _shown(attempt: Attempt, *, right: bool) -> Shown:
    if right:
        return Shown.AS_IT_MUST if attempt.passed else Shown.RIGHT_REFUSED
    if attempt.passed:
        return Shown.WRONG_PASSES
    told = attempt.fault is not None or any(result.evidence and not result.as_declared for result in attempt.results)
    return Shown.AS_IT_MUST if told else Shown.NO_NUMBERS
