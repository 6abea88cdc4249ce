"""Running many tasks at once with a bar for each, so that a reader sees what goes on and how long it takes."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, TextColumn
from rich.progress import Task as Bar
from rich.progress_bar import ProgressBar
from rich.text import Text

from quizdl.errors import EngineError
from quizdl.verify.results import Result, ResultStore, Task
from quizdl.verify.runner import Progress as Fraction
from quizdl.verify.runner import Report, Runner


async def prove_all(
    tasks: Sequence[Task],
    jobs: int | None,
    fresh: bool,
    console: Console | None,
    tell: Callable[[Task, Result], None],
) -> list[Result]:
    """The results of the tasks, in their order; `tell` hears of each as soon as all before it are told.

    Claims that time something run after the others, one at a time. Raises EngineError.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    slots = asyncio.Semaphore(jobs or cores)
    results: list[Result | None] = [None] * len(tasks)
    order = sorted(range(len(tasks)), key=lambda index: tasks[index].claim.alone)
    untold = iter(order)
    next_told = next(untold, None)
    store = ResultStore()
    bars = _Bars(console)

    async def prove(index: int) -> None:
        nonlocal next_told
        task = tasks[index]
        async with slots:
            with bars.bar(task) as report:
                results[index] = await runner.run(task, report, fresh=fresh)
        while next_told is not None and (result := results[next_told]) is not None:
            tell(tasks[next_told], result)
            next_told = next(untold, None)

    try:
        async with Runner(store) as runner:
            with bars:
                async with asyncio.TaskGroup() as group:
                    for index in order:
                        if not tasks[index].claim.alone:
                            group.create_task(prove(index))
                for index in order:
                    if tasks[index].claim.alone:
                        await prove(index)
    except* EngineError as errors:
        raise errors.exceptions[0] from None
    finally:
        store.close()
        if store.trouble:
            click.echo(f"quizdl: {store.trouble}", err=True)
    return [result for result in results if result is not None]


def _done(bar: Bar) -> float:
    """How far a claim is, from 0 to 1: as it reports, or by the seconds that it declares."""
    reported: float | None = bar.fields["reported"]
    if reported is not None:
        return reported
    elapsed = time.monotonic() - bar.fields["started"]
    declared: float = bar.fields["declared"]
    return min(0.95, elapsed / declared)


class _HowFar(ProgressColumn):
    def render(self, bar: Bar) -> ProgressBar:
        return ProgressBar(total=1.0, completed=_done(bar), width=24)


class _SecondsLeft(ProgressColumn):
    def render(self, bar: Bar) -> Text:
        done = max(0.01, _done(bar))
        elapsed = time.monotonic() - bar.fields["started"]
        left = elapsed * (1 - done) / done
        return Text(f"{left:.0f} s left" if left >= 0.5 else "nearly done", style="dim")


class _Bars:
    """A bar for each claim that runs, on the console of the results, or on stderr where those go to a file."""

    def __init__(self, console: Console | None) -> None:
        if console is None or not console.is_terminal:
            console = Console(stderr=True)
        self.enabled = console.is_terminal and sys.stderr.isatty()
        columns = (TextColumn("{task.description}"), _HowFar(), _SecondsLeft())
        self.progress = Progress(*columns, console=console, transient=True, disable=not self.enabled)

    def __enter__(self) -> None:
        self.progress.start()

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def bar(self, task: Task) -> _Bar:
        return _Bar(self.progress, task)


class _Bar:
    """The bar of one claim while it runs."""

    def __init__(self, progress: Progress, task: Task) -> None:
        self.progress, self.task = progress, task

    def __enter__(self) -> Callable[[Report], None]:
        name = self.task.mutant.id if self.task.mutant else self.task.claim.id
        declared = self.task.claim.seconds
        self.bar = self.progress.add_task(name, started=time.monotonic(), declared=declared, reported=None)
        return self.report

    def report(self, report: Report) -> None:
        if isinstance(report, Fraction):
            self.progress.update(self.bar, reported=report.fraction)

    def __exit__(self, *_: object) -> None:
        self.progress.remove_task(self.bar)
