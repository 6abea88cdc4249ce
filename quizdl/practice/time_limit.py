"""The limit on time of an exercise: how many times as long as ours a right program may take.

Both run by turns on the largest call of the judges. What is over the limit while other claims run beside it is measured
once more, alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quizdl.verify.events import SolutionJudged
from quizdl.verify.judging import Judged
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.submission import Submission
from quizdl.verify.task import Task

AT_MOST_TIMES = "at_most_times"  # its name among the judges


def slowest_of(results: Sequence[Result]) -> Result | None:
    """The result with the call for which ours takes longest; None where ours is too quick to be timed."""
    timed = [result for result in results if result.calls and "speed" in result.calls]
    return max(timed, key=lambda result: float((result.calls or {})["speed"]["ours"]), default=None)


def in_time(results: Sequence[Result], limit: int) -> Judged:
    """Whether the program takes at most so many times as long as ours."""
    slowest = slowest_of(results)
    if slowest is None:
        return Judged.UNJUDGED
    return Judged.PASSED if _times(slowest) <= limit else Judged.REFUSED


async def timed_again(
    results: Sequence[Result], limit: int, tasks: Sequence[Task], submission: Submission, service: Service
) -> list[Result]:
    """The results, the slowest one measured alone where it is over the limit; the better of the two stays.

    Raises EngineError.
    """
    slowest = slowest_of(results)
    if slowest is None or _times(slowest) <= limit:
        return list(results)
    task = next(task for task in tasks if task.claim.id == slowest.claim)
    alone = replace(task, claim=replace(task.claim, alone=True))
    async for event in service.judge(submission, [alone], jobs=1, fresh=True):
        if isinstance(event, SolutionJudged):
            again = slowest_of(event.judgement.results)
            if again is not None and _times(again) < _times(slowest):
                return [again if result is slowest else result for result in results]
    return list(results)


def _times(result: Result) -> float:
    return float((result.calls or {})["speed"]["times"])
