"""Run experiments for screens, one request at a time, and send them the events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from quizdl.errors import QuizdlError

if TYPE_CHECKING:  # these take their time to import, and the first frame must not wait for them
    from textual.worker import Worker

    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.experiment import ExperimentScreen, HuntMutant, RunClaims
    from quizdl.verify.events import Event
    from quizdl.verify.service import Service


class ExperimentFlow:
    """Owns the service, made at its first use. An error of a run ends its worker, and the app shows it."""

    def __init__(self, app: QuizApp, service: Service | None) -> None:
        self._app = app
        self._service = service
        self._work: Worker[None] | None = None

    @property
    def service(self) -> Service:
        if self._service is None:
            from quizdl.verify.service import Service
            from quizdl.verify.store import ResultStore

            self._service = Service(ResultStore())
        return self._service

    async def warm(self) -> None:
        """Start the server of experiments, so that the first one starts at once."""
        if not self._app.experiments.are_off:
            await self.service.warm()

    async def close(self) -> None:
        """End the server and every experiment that it runs."""
        if self._service is not None:
            await self._service.close()

    @property
    def is_running(self) -> bool:
        return self._work is not None and self._work.is_running

    def run_claims(self, request: RunClaims) -> None:
        """Run claims side by side."""
        from quizdl.verify.task import Task

        tasks = [Task(claim, settings=request.settings) for claim in request.claims]
        self._start(request.screen, self.service.run_all(tasks, fresh=request.fresh))

    def hunt(self, request: HuntMutant) -> None:
        """Ask the claims of the mutant's family about it, `first` and the likely ones first, until one catches it."""
        from quizdl.verify.hunt_plans import HuntPlan, rank_claims
        from quizdl.verify.task import Task

        if request.own:
            from quizdl.tui.own_bug import write_bug

            write_bug(self._app, request)
            return
        mutant = request.mutant
        ranked = rank_claims(self._app.experiments.family_of(mutant), mutant)
        ranked.sort(key=lambda claim: claim not in request.first)
        plan = HuntPlan(mutant, [Task(claim) for claim in ranked], until_caught=True)
        self._start(request.screen, self.service.hunt([plan]))

    def _start(self, screen: ExperimentScreen, events: AsyncGenerator[Event, None]) -> None:
        self._work = self._app.run_worker(
            partial(self._stream, screen, events), group="experiments", exclusive=True, exit_on_error=False
        )

    async def _stream(self, screen: ExperimentScreen, events: AsyncGenerator[Event, None]) -> None:
        from quizdl.tui.screens.experiment import ExperimentHappened, ExperimentsEnded

        stopped, ended_by = False, None
        try:
            async with aclosing(events):
                async for event in events:
                    screen.post_message(ExperimentHappened(event))
        except asyncio.CancelledError:
            stopped = True
            raise
        except QuizdlError as error:
            ended_by = error
            raise
        finally:
            screen.post_message(ExperimentsEnded(stopped=stopped, error=ended_by))

    def stop(self) -> None:
        """Stop the running experiments. Their processes have ended when the screen gets ExperimentsEnded."""
        if self._work is not None and self._work.is_running:
            self._app.call_later(self._work.cancel)  # cancelled before its first step a worker would never end
