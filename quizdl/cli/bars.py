"""A bar for each claim that runs, with the seconds it still takes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress, ProgressColumn, TextColumn
from rich.progress import Task as Row
from rich.progress_bar import ProgressBar
from rich.text import Text

from quizdl.verify.results import Task
from quizdl.verify.runner import Progress as Fraction
from quizdl.verify.runner import Report


def _done(bar: Row) -> float:
    """How far a claim is, from 0 to 1: as it reports, or by the seconds that it declares."""
    reported: float | None = bar.fields["reported"]
    if reported is not None:
        return reported
    started: float = bar.fields["started"]
    declared: float = bar.fields["declared"]
    return min(0.95, (time.monotonic() - started) / declared)


class _HowFar(ProgressColumn):
    def render(self, bar: Row) -> ProgressBar:
        return ProgressBar(total=1.0, completed=_done(bar), width=24)


class _SecondsLeft(ProgressColumn):
    def render(self, bar: Row) -> Text:
        done = max(0.01, _done(bar))
        elapsed = time.monotonic() - bar.fields["started"]
        left = elapsed * (1 - done) / done
        return Text(f"{left:.0f} s left" if left >= 0.5 else "nearly done", style="dim")


class Bars:
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
