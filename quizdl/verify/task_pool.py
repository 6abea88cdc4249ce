"""Run tasks side by side and emit what happens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from itertools import count
from typing import Any, TypeVar

from quizdl.verify.charged_time import cores
from quizdl.verify.engine import Engine
from quizdl.verify.events import Event, TaskBegan, TaskEnded, TaskUpdated
from quizdl.verify.result import Result
from quizdl.verify.task import Task

T = TypeVar("T")


class TaskPool:
    """Runs tasks: up to `jobs` at a time (all cores), one at a time where the claim must run alone."""

    def __init__(self, engine: Engine, emit: Callable[[Any], None], *, jobs: int | None, fresh: bool) -> None:
        self.emit: Callable[[Event], None] = emit
        self._engine, self._fresh = engine, fresh
        self._beside, self._alone = asyncio.Semaphore(jobs or cores()), asyncio.Semaphore(1)
        self._numbers = count()
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self, task: Task, index: int | None = None) -> Result:
        """Run a task when a slot is free and return its result. The default index counts the runs."""
        async with self._alone if task.claim.alone else self._beside:
            number = next(self._numbers) if index is None else index
            self.emit(TaskBegan(number, task))
            result = await self._engine.run(
                task, lambda update: self.emit(TaskUpdated(number, task, update)), fresh=self._fresh
            )
            self.emit(TaskEnded(number, task, result))
        return result

    async def originals(self, tasks: Iterable[Task], *, known_only: bool = False) -> list[Result]:
        """The results of the tasks with neither a mutant nor a solution; with `known_only` those that need no run.

        A task runs once, however many mutants ask for it.
        """
        found = await together(self._original(task.original, known_only) for task in tasks)
        return [result for result in found if result is not None]

    async def _original(self, task: Task, known_only: bool) -> Result | None:
        async with self._locks[task.claim.id, str(task.parameters)]:  # who comes second finds it known
            known = self._engine.known_original(task)
            return known if known is not None or known_only else await self.run(task)


async def together(runs: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run them at once and return their results in order. Raises an ExceptionGroup after cancelling the others."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run) for run in runs]
    return [task.result() for task in tasks]


async def in_phases(steps: Sequence[tuple[bool, Callable[[], Coroutine[Any, Any, object]]]]) -> None:
    """Run all steps that need not run alone, then those that must.

    Raises an ExceptionGroup, once the others are cancelled.
    """
    for phase in (False, True):
        await together(begin() for alone, begin in steps if alone is phase)
