"""A bar for each claim that runs, with the seconds it still takes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, TextColumn
from rich.progress import Task as Row
from rich.progress_bar import ProgressBar
from rich.text import Text

from quizdl.cli.options import language_here
from quizdl.verify.runner import Progress as Fraction
from quizdl.verify.runner import Report, Started, Starting
from quizdl.verify.task import Task
from quizdl.words import say


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
        if bar.fields["starting"]:
            return Text(bar.fields["starting"], style="dim")
        done = max(0.01, _done(bar))
        elapsed = time.monotonic() - bar.fields["started"]
        left = elapsed * (1 - done) / done
        return Text(f"{left:.0f} s left" if left >= 0.5 else "nearly done", style="dim")


class Bars:
    """A bar for each claim that runs, on the console of the results, or on stderr where those go to a file."""

    def __init__(self, console: Console | None, language: str | None = None) -> None:
        context = click.get_current_context(silent=True)
        self.language = language or (context and context.params.get("lang")) or language_here()
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
        return _Bar(self.progress, task, self.language)


class _Bar:
    """The bar of one claim while it runs."""

    def __init__(self, progress: Progress, task: Task, language: str) -> None:
        self.progress, self.task, self.language = progress, task, language

    def __enter__(self) -> Callable[[Report], None]:
        name = self.task.mutant.id if self.task.mutant else self.task.claim.id
        declared = self.task.claim.seconds
        self.bar = self.progress.add_task(name, started=time.monotonic(), declared=declared, reported=None, starting="")
        return self.report

    def report(self, report: Report) -> None:
        if isinstance(report, Fraction):
            self.progress.update(self.bar, reported=report.fraction)
        elif isinstance(report, Starting):
            seconds = f"{report.seconds:.0f}"
            said = say(self.language, "proof.starting", module=report.module, seconds=seconds)
            self.progress.update(self.bar, starting=said, started=time.monotonic())
        elif isinstance(report, Started):
            self.progress.update(self.bar, starting="", started=time.monotonic())

    def __exit__(self, *_: object) -> None:
        self.progress.remove_task(self.bar)
