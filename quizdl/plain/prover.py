"""Runs claims for the line mode, on an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from quizdl.verify.catalogue import Catalogue
from quizdl.verify.results import Result, Task
from quizdl.verify.runner import Report, Runner


class Prover:
    """Runs claims, one after another, on a runner that starts with the first."""

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

    def run(self, task: Task, report: Callable[[Report], None]) -> Result:
        return self._loop.run(self._run(task, report))

    async def _run(self, task: Task, report: Callable[[Report], None]) -> Result:
        if self._runner is None:
            self._runner = await self._open.enter_async_context(self._factory())
        return await self._runner.run(task, report)

    def close(self) -> None:
        self._loop.run(self._open.aclose())
