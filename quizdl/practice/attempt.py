"""Judge one state of a reader's file: look at it, ask the quickest claim, then the others.

The file is read once, as bytes: what is hashed is what is judged, of a notebook the cell alone.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from quizdl.practice.exercise import Exercise
from quizdl.practice.notebook import is_notebook, read_program
from quizdl.practice.source_check import Fault, check_source
from quizdl.practice.time_limit import AT_MOST_TIMES, in_time, slowest_of, timed_again
from quizdl.verify.diagnosis import Diagnosis
from quizdl.verify.events import SolutionJudged, TaskEvent
from quizdl.verify.judging import Judged
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.task import tasks_for


class Outcome(StrEnum):
    """What an attempt comes to."""

    PASSED = "passed"
    REFUSED = "refused"  # by a judge
    BROKEN = "broken"  # its fault says why
    UNJUDGED = "unjudged"  # no judge refused it, and some could not judge here


@dataclass(frozen=True)
class Attempt:
    """One judged state of a file."""

    exercise: str  # id of the question
    revision: int
    sha256: str
    fault: Fault | None  # what broke the contract, or kept the file from running
    judges: Mapping[str, Judged]  # by claim, and the limit on time; those that were not asked are missing
    results: Sequence[Result]
    seconds: float
    asked: int = 0  # judges that there are
    source: str = ""  # what was judged, as text; empty where it is none

    @property
    def passed(self) -> bool:
        """Whether every judge passed it."""
        return self.fault is None and self.kept == self.asked > 0

    @property
    def outcome(self) -> Outcome:
        """What it comes to: what could not be judged is never right, and never wrong."""
        if self.fault is not None:
            return Outcome.BROKEN
        if self.passed:
            return Outcome.PASSED
        return Outcome.REFUSED if Judged.REFUSED in self.judges.values() else Outcome.UNJUDGED

    @property
    def kept(self) -> int:
        """How many judges passed it."""
        return sum(judged is Judged.PASSED for judged in self.judges.values())

    @property
    def calls(self) -> Mapping[str, Any]:
        """How many calls were made, and agreed with ours, in all; and the smallest one that did not."""
        logs = [result.calls for result in self.results if result.calls]
        firsts = [log["first"] for log in logs if log["first"]]
        first = min(firsts, key=lambda call: (len(str(call["arguments"])), call["number"]), default=None)
        return {
            "made": sum(log["made"] for log in logs),
            "agreed": sum(log["agreed"] for log in logs),
            "first": first,
        }

    @property
    def speed(self) -> Mapping[str, Any] | None:
        """How many `times` as long as ours it takes, and the `shape` of the arrays for which ours takes longest."""
        slowest = slowest_of(self.results)
        return None if slowest is None or slowest.calls is None else slowest.calls["speed"]

    @property
    def times_ours(self) -> float | None:
        """How many times as long as ours it takes; None where ours is too quick to tell."""
        return None if self.speed is None else round(float(self.speed["times"]), 1)

    def to_json(self) -> dict[str, Any]:
        """Plain values: what `quizdl practice --json` says of an attempt."""
        return {
            "exercise": self.exercise,
            "revision": self.revision,
            "sha256": self.sha256,
            "passed": self.passed,
            "verdict": str(self.outcome),
            "fault": self.fault,
            "judges": {claim: str(judged) for claim, judged in self.judges.items()},
            "claims": [result.to_json() for result in self.results],
            "calls": dict(self.calls),
            "seconds": round(self.seconds, 3),
            "times_ours": self.times_ours,
        }


@dataclass(frozen=True)
class Began:
    """The file may run: these judges are asked, quickest first."""

    sha256: str
    judges: Sequence[str]


@dataclass
class _Found:
    judges: dict[str, Judged] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    def all_pass(self) -> bool:
        return all(judged is Judged.PASSED for judged in self.judges.values())


Step = Began | TaskEvent | Attempt | Diagnosis  # a diagnosis comes after its attempt, if at all


async def judge_file(
    exercise: Exercise,
    data: bytes,
    file: str,
    service: Service,
    *,
    seed: int = 0,
    jobs: int | None = None,
    fresh: bool = False,
    sealed: bool = False,
) -> AsyncGenerator[Step, None]:
    """Judge the bytes of a file, or of a notebook the cell of the exercise; the last step is the attempt.

    A file that cannot run is told at once. Where the first judge meets a fault, the others are not asked: they would
    meet the same. `sealed` says that the service seals it off: then no result of another run counts. Raises EngineError
    where experiments cannot be run at all.
    """
    begin = time.monotonic()
    text = read_program(data, file, exercise.question.id)
    source = text if isinstance(text, str) else ""
    sha256 = hashlib.sha256(source.encode() if is_notebook(file) else data).hexdigest()
    found = _Found()

    def attempt(fault: Fault | None) -> Attempt:
        question, seconds = exercise.question, time.monotonic() - begin
        asked = len(exercise.judges) + (question.at_most_times is not None)
        return Attempt(
            question.id, question.revision, sha256, fault, found.judges, found.results, seconds, asked, source
        )

    fault = text if not isinstance(text, str) else check_source(text, exercise)
    if fault is not None or not isinstance(text, str):
        yield attempt(fault)
        return
    yield Began(sha256, [claim.id for claim in exercise.judges])
    submission = exercise.submission(text, file, sealed=sealed)
    tasks = tasks_for(exercise.judges, {}, seed=seed)
    for asked in (tasks[:1], tasks[1:]):
        async with aclosing(service.judge(submission, asked, jobs=jobs, fresh=fresh)) as events:
            async for event in events:
                if isinstance(event, SolutionJudged):
                    found.judges.update(event.judgement.claims)
                    found.results.extend(event.judgement.results)
                elif isinstance(event, TaskEvent) and not event.task.is_original:
                    yield event
        fault = next((dict(result.fault) for result in found.results if result.fault), None)
        if fault is not None:
            break
    limit = exercise.question.at_most_times
    if limit is not None and fault is None and found.all_pass():
        found.results = await timed_again(found.results, limit, tasks, submission, service)
        found.judges[AT_MOST_TIMES] = in_time(found.results, limit)
    yield attempt(fault)
