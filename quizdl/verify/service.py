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
from functools import partial
from typing import Any, TypeVar

from quizdl.verify.closing import ClosedOnExit
from quizdl.verify.engine import Engine
from quizdl.verify.events import Event, TaskEnded, TaskEvent
from quizdl.verify.hunt_plans import HuntPlan
from quizdl.verify.hunting import hunt
from quizdl.verify.result import Result
from quizdl.verify.runner import Runner
from quizdl.verify.solution import Solution
from quizdl.verify.solution_judging import judge
from quizdl.verify.store import ResultStore
from quizdl.verify.submission import Submission
from quizdl.verify.task import Task
from quizdl.verify.task_pool import TaskPool, in_phases
from quizdl.verify.updates import Update, ignore

T = TypeVar("T")
Emit = Callable[[T], None]


class Service(ClosedOnExit):
    """Runs tasks, returns stored results, and stores those that decide.

    Without a store nothing is stored. Use it as an async context manager, or await `close`, which ends all experiments
    and their server, and closes the store.
    """

    def __init__(self, store: ResultStore | None = None, runner: Runner | None = None) -> None:
        self._engine = Engine(runner or Runner(), store)
        self._streams: set[asyncio.Task[object]] = set()

    async def close(self) -> None:
        """End open streams, all experiments and their server; close the store."""
        try:
            for stream in list(self._streams):
                await _cancel(stream)
        finally:
            await self._engine.close()

    @property
    def store_trouble(self) -> str | None:
        """The reason that results are not stored or found; None without a problem."""
        return self._engine.store_trouble

    async def warm(self) -> None:
        """Start the server and let it import; returns at once, while the server is still importing."""
        await self._engine.warm()

    async def run(self, task: Task, on_update: Callable[[Update], None] = ignore, *, fresh: bool = False) -> Result:
        """The result of one task, from the store or (always if `fresh`) run now; `on_update` receives progress.

        The sources are read once, before the run; they run, and the result is stored under their hash.
        A bad experiment never raises: its verdict is `failed`. Cancelling kills its processes first.
        Raises EngineError where the server cannot be started, or cannot import what the experiment needs.
        """
        return await self._engine.run(task, on_update, fresh=fresh)

    def run_all(
        self, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False
    ) -> AsyncGenerator[TaskEvent, None]:
        """Run tasks side by side; events come as they happen (`events.InOrder` sorts results).

        Up to `jobs` tasks run at a time (all cores); those whose claim must run alone follow, one at a time.
        Cancelling the iteration ends what runs before it returns; so does leaving it early inside
        `contextlib.aclosing`. Raises EngineError, once the others are ended.
        """

        def begin(emit: Emit[TaskEvent]) -> Coroutine[Any, Any, object]:
            pool = self._pool(emit, jobs, fresh)
            return in_phases([(task.claim.alone, partial(pool.run, task, index)) for index, task in enumerate(tasks)])

        return self._stream(begin)

    async def results(self, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False) -> list[Result]:
        """The results of `run_all`, in the order of the tasks. Raises EngineError."""
        ended = [event async for event in self.run_all(tasks, jobs=jobs, fresh=fresh) if isinstance(event, TaskEnded)]
        return [event.result for event in sorted(ended, key=lambda event: event.index)]

    def hunt(
        self, plans: Sequence[HuntPlan], *, jobs: int | None = None, fresh: bool = False
    ) -> AsyncGenerator[Event, None]:
        """Hunt mutants side by side: run the tasks of each plan with its mutant, and say which claims caught it.

        A `ClaimAsked` follows the runs of each claim. When all claims are asked, a `HuntEnded` comes for each plan, in
        their order. Claims also run without the mutant, once for all hunts of this service, since one that is not as
        declared anyway cannot judge; a plan that stops at its first catch spares these runs where the mutant changes no
        verdict. The `index` of an event counts the runs of the stream. Otherwise as `run_all`.
        """
        return self._stream(lambda emit: hunt(plans, self._pool(emit, jobs, fresh)))

    def judge(
        self, solution: Solution | Submission, tasks: Sequence[Task], *, jobs: int | None = None, fresh: bool = False
    ) -> AsyncGenerator[Event, None]:
        """Judge a solution: run those of the tasks whose claim uses what it replaces, with the solution in its place.

        A `SolutionJudged` closes the stream. A claim that is not as declared also runs with the bank's own symbol, for
        one that is off anyway cannot judge. Otherwise as `hunt`. Raises UnknownName and BadSolution besides, and
        BadSetting where none of the claims uses it.
        """
        return self._stream(lambda emit: judge(solution, tasks, self._pool(emit, jobs, fresh)))

    def _pool(self, emit: Callable[[Any], None], jobs: int | None, fresh: bool) -> TaskPool:
        return TaskPool(self._engine, emit, jobs=jobs, fresh=fresh)

    async def _stream(self, work: Callable[[Emit[T]], Coroutine[Any, Any, object]]) -> AsyncGenerator[T, None]:
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


async def _cancel(working: asyncio.Task[object]) -> None:
    """Cancel it and wait until it has cleaned up."""
    working.cancel()
    await asyncio.wait([working])
    if not working.cancelled():
        working.exception()  # a reader who left early is not to hear of it
