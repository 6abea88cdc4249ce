"""Events that the service emits while it runs tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.judging import Catch, Hunt, SolutionJudgement
from quizdl.verify.result import Result
from quizdl.verify.task import Task
from quizdl.verify.updates import Update


@dataclass(frozen=True, slots=True)
class TaskBegan:
    """A task begins. `index` is its position among the given tasks, from 0."""

    index: int
    task: Task


@dataclass(frozen=True, slots=True)
class TaskUpdated:
    """A running task has made progress or shows curves; none comes for a task that is answered from the store."""

    index: int
    task: Task
    update: Update


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A task has its result."""

    index: int
    task: Task
    result: Result


@dataclass(frozen=True, slots=True)
class ClaimAsked:
    """A claim was asked about a mutant: `catch` says whether it caught it.

    results    its runs with the mutant
    originals  those without it at the same seeds, as far as they are known
    """

    mutant: Mutant
    claim: Claim
    catch: Catch
    results: Sequence[Result]
    originals: Sequence[Result]


@dataclass(frozen=True, slots=True)
class HuntEnded:
    """All claims have been asked about a mutant."""

    hunt: Hunt


@dataclass(frozen=True, slots=True)
class SolutionJudged:
    """All claims that use what a solution replaces have judged it."""

    judgement: SolutionJudgement


TaskEvent = TaskBegan | TaskUpdated | TaskEnded
Event = TaskEvent | ClaimAsked | HuntEnded | SolutionJudged


def running_order(tasks: Sequence[Task]) -> list[int]:
    """The indices of the tasks in the order in which they begin: those whose claim must run alone are last."""
    return sorted(range(len(tasks)), key=lambda index: tasks[index].claim.alone)


class InOrder:
    """Sorts results into the order in which their tasks began."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._order = running_order(tasks)
        self._next = 0
        self._ended: dict[int, TaskEnded] = {}

    def add(self, event: TaskEnded) -> Iterator[TaskEnded]:
        """Yield this event and those that waited for it; nothing while an earlier task still runs."""
        self._ended[event.index] = event
        while self._next < len(self._order) and self._order[self._next] in self._ended:
            yield self._ended.pop(self._order[self._next])
            self._next += 1
