"""Runs claims for the line mode, on an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing

from quizdl.verify.catalogue import Catalogue
from quizdl.verify.events import InOrder, TaskEnded, TaskUpdated
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.task import Task
from quizdl.verify.updates import Update


class Prover:
    """Runs claims on a service, which it closes."""

    def __init__(self, loop: asyncio.Runner, catalogue: Catalogue | None, why_not: str, service: Service) -> None:
        self._loop, self.catalogue, self.why_not, self._service = loop, catalogue, why_not, service

    def run(
        self, tasks: Sequence[Task], on_update: Callable[[Update], None], tell: Callable[[Task, Result], None]
    ) -> None:
        """Run the tasks side by side; `tell` gets each result in the order in which the tasks began.

        Raises EngineError and what `tell` raises.
        """
        self._loop.run(self._run(tasks, on_update, tell))

    async def _run(
        self, tasks: Sequence[Task], on_update: Callable[[Update], None], tell: Callable[[Task, Result], None]
    ) -> None:
        in_order = InOrder(tasks)
        async with aclosing(self._service.run_all(tasks)) as events:
            async for event in events:
                if isinstance(event, TaskUpdated):
                    on_update(event.update)
                elif isinstance(event, TaskEnded):
                    for ended in in_order.add(event):
                        tell(ended.task, ended.result)

    def close(self) -> None:
        self._loop.run(self._service.close())
