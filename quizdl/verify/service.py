"""The one way to run claims. A process has one service, which owns its runner and its store of results.

async with Service(ResultStore()) as service:
    result = await service.run(Task(claim))
    async with aclosing(service.run_all(tasks)) as events:
        async for event in events:
            ...
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from types import TracebackType
from typing import Self

from quizdl.verdict import Verdict
from quizdl.verify.charged_time import cores
from quizdl.verify.events import Event, TaskBegan, TaskEnded, TaskReported, running_order
from quizdl.verify.reports import Report, ignore
from quizdl.verify.result import Result, undecided
from quizdl.verify.runner import Runner
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task

Emit = Callable[[Event], None]


class Service:
    """Runs tasks, answers from kept results and keeps those that decide.

    Without a store nothing is kept. Use it as an async context manager, or await `close`: that ends all experiments and
    their server, and closes the store.
    """

    def __init__(self, store: ResultStore | None = None, runner: Runner | None = None) -> None:
        self._store = store
        self._runner = runner or Runner()
        self._streams: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the streams that are still read, all experiments and their server; close the store."""
        try:
            for stream in list(self._streams):
                await _cancel(stream)
            await self._runner.close()
        finally:
            if self._store is not None:
                self._store.close()

    @property
    def store_trouble(self) -> str | None:
        """Why results are not kept, or were not found; None where all is well."""
        return self._store.trouble if self._store is not None else None

    async def warm(self) -> None:
        """Start the server and let it import; returns at once, while the server is still importing."""
        await self._runner.warm()

    async def run(self, task: Task, report: Callable[[Report], None] = ignore, *, fresh: bool = False) -> Result:
        """The result of one task, kept or (always where `fresh`) run now; `report` hears of its progress.

        The sources are read once, before the run: they are what runs, and the result is kept under their hash.
        A bad experiment never raises: its verdict is `failed`. Cancelling kills its processes first.
        Raises EngineError where the server cannot be started, or cannot import what the experiment needs.
        """
        try:
            task = task.pinned()
        except (OSError, ValueError) as error:
            return undecided(task, Verdict.FAILED, f"crash: its source cannot be read: {error}", 0.0)
        if self._store is not None and not fresh and (kept := self._store.find(task)) is not None:
            return kept
        result = await self._runner.run(task, report)
        if self._store is not None:
            self._store.keep(task, result)
        return result

    def run_all(
        self, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False
    ) -> AsyncGenerator[Event, None]:
        """Run tasks side by side; events come as they happen (`events.InOrder` sorts results).

        Up to `jobs` tasks run at a time (all cores); those whose claim must run alone follow, one at a time.
        Cancelling the iteration ends what runs before it returns; so does leaving it early inside
        `contextlib.aclosing`. Raises EngineError, once the others are ended.
        """
        return self._stream(lambda emit: self._run_all(tasks, jobs, fresh, emit))

    async def results(self, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False) -> list[Result]:
        """The results of `run_all`, in the order of the tasks. Raises EngineError."""
        ended = [event async for event in self.run_all(tasks, jobs=jobs, fresh=fresh) if isinstance(event, TaskEnded)]
        return [event.result for event in sorted(ended, key=lambda event: event.index)]

    async def _run_all(self, tasks: Sequence[Task], jobs: int | None, fresh: bool, emit: Emit) -> None:
        async def run(index: int, slots: asyncio.Semaphore) -> None:
            task = tasks[index]
            async with slots:
                emit(TaskBegan(index, task))
                result = await self.run(task, lambda report: emit(TaskReported(index, task, report)), fresh=fresh)
                emit(TaskEnded(index, task, result))

        for alone in (False, True):
            slots = asyncio.Semaphore(1 if alone else jobs or cores())
            async with asyncio.TaskGroup() as group:
                for index in running_order(tasks):
                    if tasks[index].claim.alone is alone:
                        group.create_task(run(index, slots))

    async def _stream(self, work: Callable[[Emit], Coroutine[None, None, None]]) -> AsyncGenerator[Event, None]:
        """The events that `work` emits, until it ends. Raises what it raises: the first error of a group."""
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        working = asyncio.create_task(work(events.put_nowait))
        working.add_done_callback(lambda _: events.put_nowait(None))
        self._streams.add(working)
        try:
            while (event := await events.get()) is not None:
                yield event
            await working
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            self._streams.discard(working)
            await _cancel(working)


async def _cancel(working: asyncio.Task[None]) -> None:
    """Cancel it and wait until it has cleaned up."""
    working.cancel()
    await asyncio.wait([working])
    if not working.cancelled():
        working.exception()  # a reader who left early is not to hear of it
