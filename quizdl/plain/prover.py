"""Runs claims for the line mode, on an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from itertools import count

from quizdl.verify.catalogue import Catalogue
from quizdl.verify.result import Result
from quizdl.verify.runner import Report, Runner
from quizdl.verify.scheduling import side_by_side
from quizdl.verify.task import Task


class Prover:
    """Runs claims on a runner that starts with the first."""

    def __init__(
        self,
        loop: asyncio.Runner,
        catalogue: Catalogue | None,
        why_not: str,
        runner_factory: Callable[[], Runner],
    ) -> None:
        self._loop, self.catalogue, self.why_not = loop, catalogue, why_not
        self._factory = runner_factory
        self._runner: Runner | None = None
        self._open = AsyncExitStack()

    def run(
        self, tasks: Sequence[Task], report: Callable[[Report], None], tell: Callable[[Task, Result], None]
    ) -> None:
        """Run the tasks side by side, those that time something alone; `tell` hears of each in their order.

        It hears of a result as soon as all before it were told. Raises EngineError and what `tell` raises.
        """
        self._loop.run(self._run(tasks, report, tell))

    async def _run(
        self, tasks: Sequence[Task], report: Callable[[Report], None], tell: Callable[[Task, Result], None]
    ) -> None:
        if self._runner is None:
            self._runner = await self._open.enter_async_context(self._factory())
        runner, ended, told = self._runner, dict[int, Result](), count()
        untold = next(told)

        async def run(index: int) -> None:
            nonlocal untold
            ended[index] = await runner.run(tasks[index], report)
            while untold in ended:
                tell(tasks[untold], ended[untold])
                untold = next(told)

        try:
            await side_by_side([task.claim for task in tasks], run)
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    def close(self) -> None:
        self._loop.run(self._open.aclose())
