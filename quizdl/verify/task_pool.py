"""The runs of one stream of events."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Protocol, TypeVar

from quizdl.verify.charged_time import cores
from quizdl.verify.events import Event, TaskBegan, TaskEnded, TaskUpdated
from quizdl.verify.result import Result
from quizdl.verify.task import Task
from quizdl.verify.updates import Update

T = TypeVar("T")


class Run(Protocol):
    """`Service.run`."""

    def __call__(self, task: Task, on_update: Callable[[Update], None], /, *, fresh: bool) -> Awaitable[Result]: ...


class Originals:
    """Results of tasks with neither a mutant nor a solution, by their key, for the life of a service."""

    def __init__(self) -> None:
        self._results: dict[str, Result] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def add(self, task: Task, result: Result) -> None:
        """Remember its result without the numbers, which may be many. The task is pinned."""
        self._results[task.key()] = replace(result, evidence=None, output="")

    async def result(self, task: Task, run: Callable[[Task], Awaitable[Result]] | None) -> Result | None:
        """The result of the task without changes; it runs once.

        Without `run` it is None if it is not known yet.
        """
        original = task.original
        try:
            key = original.pinned().key()
        except (OSError, ValueError):  # its source cannot be read
            return await run(original) if run else None
        async with self._locks[key]:
            if key not in self._results and run is not None:
                await run(original)
            return self._results.get(key)


class TaskPool:
    """Runs tasks: up to `jobs` at a time (all cores), one at a time where the claim must run alone."""

    def __init__(
        self, run: Run, originals: Originals, emit: Callable[[Any], None], *, jobs: int | None, fresh: bool
    ) -> None:
        self.emit: Callable[[Event], None] = emit
        self._run, self._originals, self._fresh = run, originals, fresh
        self._beside, self._alone = asyncio.Semaphore(jobs or cores()), asyncio.Semaphore(1)
        self._numbers = count()

    async def run(self, task: Task, index: int | None = None) -> Result:
        """Run a task when a slot is free and return its result. The default index counts the runs."""
        async with self._alone if task.claim.alone else self._beside:
            number = next(self._numbers) if index is None else index
            self.emit(TaskBegan(number, task))
            result = await self._run(
                task, lambda update: self.emit(TaskUpdated(number, task, update)), fresh=self._fresh
            )
            self.emit(TaskEnded(number, task, result))
        return result

    async def originals(self, tasks: Iterable[Task], *, known_only: bool = False) -> list[Result]:
        """The results of the tasks with neither a mutant nor a solution; with `known_only` those that need no run."""
        run = None if known_only else self.run
        found = await together(self._originals.result(task, run) for task in tasks)
        return [result for result in found if result is not None]


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
