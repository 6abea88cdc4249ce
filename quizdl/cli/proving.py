"""Run claims and mutants, and print the results with their totals."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

import click
from rich.console import Console

from quizdl.cli.bars import Bars
from quizdl.cli.options import language_of_command
from quizdl.report.documents import result_entry, verify_document
from quizdl.report.errors import say_message
from quizdl.report.text import harmless
from quizdl.verify.events import HuntEnded, InOrder, TaskEnded
from quizdl.verify.hunt_plans import HuntPlan
from quizdl.verify.judging import Hunt, agrees, unchecked
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task

ENDINGS = (signal.SIGTERM, signal.SIGHUP)  # asked to end by `kill`, or by a terminal that is closed

Teller = Callable[[Task, Result], None]


class ResultConsole(Console):
    """The console of results: colours by hand; a closed pipe (`| head`) ends the run."""

    def __init__(self) -> None:
        super().__init__(highlight=False)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def prove(
    tasks: Sequence[Task],
    plans: Sequence[HuntPlan],
    console: Console | None,
    tell: Teller,
    *,
    jobs: int | None = None,
    fresh: bool = False,
) -> Outcome:
    """Run the tasks, then hunt mutants as planned.

    `tell` hears of each task as soon as all that began before it are told. Bars are drawn on `console` if that is a
    terminal. Raises EngineError, and SystemExit when the process is told to terminate: experiments are ended and the
    terminal is as it was before.
    """
    return asyncio.run(_prove(tasks, plans, console, tell, jobs, fresh))


async def _prove(
    tasks: Sequence[Task],
    plans: Sequence[HuntPlan],
    console: Console | None,
    tell: Teller,
    jobs: int | None,
    fresh: bool,
) -> Outcome:
    results: dict[int, Result] = {}
    hunts: list[Hunt] = []
    in_order, bars, service = InOrder(tasks), Bars(console), Service(ResultStore())
    try:
        with leaving_when_terminated():
            async with service:
                with bars:
                    async with aclosing(service.run_all(tasks, jobs=jobs, fresh=fresh)) as events:
                        async for event in events:
                            bars.show(event)
                            if isinstance(event, TaskEnded):
                                results[event.index] = event.result
                                for ended in in_order.add(event):
                                    tell(ended.task, ended.result)
                    async with aclosing(service.hunt(plans, jobs=jobs, fresh=fresh)) as hunting:
                        async for found in hunting:
                            bars.show(found)
                            if isinstance(found, HuntEnded):
                                hunts.append(found.hunt)
    finally:
        if service.store_trouble:
            click.echo(harmless(f"quizdl: {say_message(language_of_command(), service.store_trouble)}"), err=True)
    return Outcome(tasks, [results[index] for index in range(len(tasks))], hunts)


@contextmanager
def leaving_when_terminated() -> Iterator[None]:
    """On SIGTERM cancel what runs here and clean up; the process then exits with 143 (SIGHUP: 129)."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    heard: list[signal.Signals] = []

    def cancel(number: signal.Signals) -> None:
        heard.append(number)
        task.cancel()

    for number in ENDINGS:
        loop.add_signal_handler(number, cancel, number)
    try:
        yield
    except asyncio.CancelledError:
        if heard:
            raise SystemExit(128 + heard[0]) from None  # as a shell says it
        raise
    finally:
        for number in ENDINGS:
            loop.remove_signal_handler(number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of one call of `verify`."""

    tasks: Sequence[Task]
    results: Sequence[Result]
    hunts: Sequence[Hunt]  # one a mutant that was planted

    def exit_code(self, strict: bool) -> int:
        if not agrees(self.results, self.hunts):
            return 1
        return 3 if strict and unchecked(self.results, self.hunts) else 0

    def to_json(self) -> dict[str, object]:
        entries = [result_entry(task.claim, result) for task, result in zip(self.tasks, self.results, strict=True)]
        return verify_document(
            entries, [hunt.to_json() for hunt in self.hunts], agrees=agrees(self.results, self.hunts)
        )

    def show(self, console: Console, language: str) -> None:
        """Print the tables after the proofs: mutants, seeds and totals."""
        from quizdl.report import proof
        from quizdl.report.view.totals import hunts_view, totals_view

        if self.hunts:
            console.print(proof.render_mutants(hunts_view(self.hunts, language)))
        console.print(proof.render_totals(totals_view(self.results, language)))
