"""Bugs in the reader's own program, once it has passed: which judge notices them?"""

from __future__ import annotations

import ast
import random
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from quizdl.bank.model import Text
from quizdl.practice.attempt import Attempt, Outcome, judge_file
from quizdl.practice.diagnosing import known_mistakes
from quizdl.practice.exercise import Exercise
from quizdl.verify.practice.small_bugs import SmallBug, small_bugs
from quizdl.verify.service import Service


@dataclass(frozen=True)
class OwnBug:
    """A bug in the reader's program, and what the judges say of it."""

    bug: SmallBug
    mistake: Text | None  # what it does, where it is one that a family declares
    attempt: Attempt | None = None  # None while they are asked

    @property
    def noticed(self) -> bool:
        return self.attempt is not None and self.attempt.outcome in (Outcome.REFUSED, Outcome.BROKEN)


def bugs_of(exercise: Exercise, source: str) -> list[OwnBug]:
    """Those that families declare, where the reader's text holds what they change; then small ones, mixed."""
    declared = list(_declared(exercise, source))
    known = {own.bug.source for own in declared}
    small = [OwnBug(bug, None) for bug in small_bugs(source) if bug.source not in known]
    random.Random(source).shuffle(small)  # the same text has its bugs in the same order
    return declared + small


def _declared(exercise: Exercise, source: str) -> Iterator[OwnBug]:
    known = known_mistakes(exercise)
    for mistake in known.mistakes:
        if not mistake.planted or source.count(mistake.old) != 1:
            continue
        changed = source.replace(mistake.old, mistake.new)
        try:
            ast.parse(changed)
        except SyntaxError:
            continue
        line = source.count("\n", 0, source.index(mistake.old)) + 1
        yield OwnBug(SmallBug(line, mistake.old, mistake.new, changed), known.texts[mistake.id])


async def ask_about(own: OwnBug, exercise: Exercise, file: str, service: Service) -> AsyncGenerator[OwnBug, None]:
    """The bug, then what becomes of it: judge after judge is asked, quickest first, until one notices it.

    Raises EngineError.
    """
    yield own
    for judge in exercise.judges:
        asked = replace(exercise, judges=[judge], question=replace(exercise.question, at_most_times=None))
        async with aclosing(judge_file(asked, own.bug.source.encode(), file, service)) as steps:
            *_, attempt = [step async for step in steps]
        assert isinstance(attempt, Attempt)
        own = replace(own, attempt=attempt)
        if own.noticed:
            break
    yield own
