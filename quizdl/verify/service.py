"""The one way to run claims. A process has one service, which owns its runner and its store of results.

async with Service(ResultStore()) as service:
    result = await service.run(Task(claim))
    async with aclosing(service.run_all(tasks)) as events:
        async for event in events:
            ...
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Iterable, Sequence
from itertools import count
from types import TracebackType
from typing import Any, Self, TypeVar

from quizdl.verdict import Verdict
from quizdl.verify.charged_time import cores
from quizdl.verify.events import ClaimAsked, Event, HuntEnded, TaskBegan, TaskEnded, TaskEvent, TaskReported
from quizdl.verify.hunts import HuntPlan
from quizdl.verify.judging import Catch, Hunt, catch, noticed
from quizdl.verify.reports import Report, ignore
from quizdl.verify.result import Result, undecided
from quizdl.verify.runner import Runner
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task

T = TypeVar("T")
Emit = Callable[[T], None]


class Service:
    """Runs tasks, answers from kept results and keeps those that decide.

    Without a store nothing is kept. Use it as an async context manager, or await `close`: that ends all experiments and
    their server, and closes the store.
    """

    def __init__(self, store: ResultStore | None = None, runner: Runner | None = None) -> None:
        self._store = store
        self._runner = runner or Runner()
        self._streams: set[asyncio.Task[None]] = set()
        self._healthy: dict[str, Result] = {}  # of tasks without a mutant, by their key
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

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
        result = None if fresh or self._store is None else self._store.find(task)
        if result is None:
            result = await self._runner.run(task, report)
            if self._store is not None:
                self._store.keep(task, result)
        if task.mutant is None:
            self._healthy[task.key()] = result
        return result

    def run_all(
        self, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False
    ) -> AsyncGenerator[TaskEvent, None]:
        """Run tasks side by side; events come as they happen (`events.InOrder` sorts results).

        Up to `jobs` tasks run at a time (all cores); those whose claim must run alone follow, one at a time.
        Cancelling the iteration ends what runs before it returns; so does leaving it early inside
        `contextlib.aclosing`. Raises EngineError, once the others are ended.
        """
        return self._stream(lambda emit: self._run_all(tasks, _Work(self, emit, jobs, fresh)))

    async def results(self, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False) -> list[Result]:
        """The results of `run_all`, in the order of the tasks. Raises EngineError."""
        ended = [event async for event in self.run_all(tasks, jobs=jobs, fresh=fresh) if isinstance(event, TaskEnded)]
        return [event.result for event in sorted(ended, key=lambda event: event.index)]

    def hunt(
        self, plans: Sequence[HuntPlan], *, jobs: int | None = None, fresh: bool = False
    ) -> AsyncGenerator[Event, None]:
        """Hunt mutants side by side: run the tasks of each plan with its mutant, and judge who caught it.

        A `ClaimAsked` follows the runs of each claim; a `HuntEnded` for each plan, in their order, closes the stream.
        Claims also run without the mutant, once for all hunts of this service: in a plan that asks one claim after the
        other only those that turned. The `index` of a run counts the runs of the stream. Otherwise as `run_all`.
        """
        return self._stream(lambda emit: self._hunt(plans, _Work(self, emit, jobs, fresh)))

    async def _run_all(self, tasks: Sequence[Task], work: _Work) -> None:
        for alone in (False, True):
            async with asyncio.TaskGroup() as group:
                for index, task in enumerate(tasks):
                    if task.claim.alone is alone:
                        group.create_task(work.run(task, index))

    async def _hunt(self, plans: Sequence[HuntPlan], work: _Work) -> None:
        asked = [_Asked(plan) for plan in plans]
        one_by_one = len(plans) == 1 and plans[0].once  # nothing runs beside it, so that its order can be kept
        for alone in ((False, True),) if one_by_one else ((False,), (True,)):
            async with asyncio.TaskGroup() as group:
                for about in asked:
                    group.create_task(self._ask_all(about, alone, work))
        for about in asked:
            work.emit(HuntEnded(about.hunt()))

    async def _ask_all(self, about: _Asked, alone: Collection[bool], work: _Work) -> None:
        """Ask those claims about a mutant that must run alone, or that need not."""
        by_claim: defaultdict[str, list[Task]] = defaultdict(list)
        for task in about.plan.tasks:
            if task.claim.alone in alone:
                by_claim[task.claim.id].append(task)
        if about.plan.once:
            for tasks in by_claim.values():
                if not about.caught:
                    await self._ask(about, tasks, work)
            return
        async with asyncio.TaskGroup() as group:
            for tasks in by_claim.values():
                group.create_task(self._ask(about, tasks, work))

    async def _ask(self, about: _Asked, tasks: Sequence[Task], work: _Work) -> None:
        """Ask one claim, given by its tasks, about a mutant."""
        plan, claim = about.plan, tasks[0].claim
        planted = await _together(work.run(task.with_mutant(plan.mutant)) for task in tasks)
        must_run = not plan.once or any(noticed(result) for result in planted)
        known = await _together(self._without_mutant(task, work, must_run=must_run) for task in tasks)
        healthy = [result for result in known if result is not None]
        about.answers[claim.id] = (healthy, planted)
        said, _ = catch(healthy, planted)
        about.caught = about.caught or said is Catch.CAUGHT
        work.emit(ClaimAsked(plan.mutant, claim, said, planted))

    async def _without_mutant(self, task: Task, work: _Work, *, must_run: bool) -> Result | None:
        """The result of a task without a mutant, of which one run serves all hunts; None where it is not known yet."""
        try:
            key = task.pinned().key()
        except (OSError, ValueError):
            return await work.run(task)
        async with self._locks[key]:
            if key not in self._healthy and must_run:
                await work.run(task)
            return self._healthy.get(key)

    async def _stream(self, work: Callable[[Emit[T]], Coroutine[None, None, None]]) -> AsyncGenerator[T, None]:
        """The events that `work` emits, until it ends. Raises what it raises: the first error of a group."""
        events: asyncio.Queue[T | None] = asyncio.Queue()
        working = asyncio.create_task(work(events.put_nowait))
        working.add_done_callback(lambda _: events.put_nowait(None))
        self._streams.add(working)
        try:
            while (event := await events.get()) is not None:
                yield event
            await working
        except ExceptionGroup as failures:
            error: Exception = failures
            while isinstance(error, ExceptionGroup):
                error = error.exceptions[0]
            raise error from None
        finally:
            self._streams.discard(working)
            await _cancel(working)


class _Work:
    """The runs of one stream: up to `jobs` at a time, one at a time where the claim must run alone."""

    def __init__(self, service: Service, emit: Callable[[Any], None], jobs: int | None, fresh: bool) -> None:
        self.emit = emit
        self._service, self._fresh = service, fresh
        self._beside, self._alone = asyncio.Semaphore(jobs or cores()), asyncio.Semaphore(1)
        self._numbers = count()

    async def run(self, task: Task, index: int | None = None) -> Result:
        """The result of a task, which has its turn when a slot is free."""
        async with self._alone if task.claim.alone else self._beside:
            number = next(self._numbers) if index is None else index
            self.emit(TaskBegan(number, task))
            result = await self._service.run(
                task, lambda report: self.emit(TaskReported(number, task, report)), fresh=self._fresh
            )
            self.emit(TaskEnded(number, task, result))
        return result


class _Asked:
    """What the claims of a plan said so far."""

    def __init__(self, plan: HuntPlan) -> None:
        self.plan = plan
        self.caught = False
        self.answers: dict[
            str, tuple[list[Result], list[Result]]
        ] = {}  # by claim: runs without the mutant, and with it

    def hunt(self) -> Hunt:
        """The sum of it, in the order of the plan."""
        hunt = Hunt(self.plan.mutant, self.plan.whole)
        for claim in dict.fromkeys(task.claim.id for task in self.plan.tasks):
            if claim in self.answers:
                hunt.hear(claim, *self.answers[claim])
        return hunt


async def _together(runs: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """What they return, in their order. Raises an ExceptionGroup, once the others are cancelled."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run) for run in runs]
    return [task.result() for task in tasks]


async def _cancel(working: asyncio.Task[None]) -> None:
    """Cancel it and wait until it has cleaned up."""
    working.cancel()
    await asyncio.wait([working])
    if not working.cancelled():
        working.exception()  # a reader who left early is not to hear of it
