"""A progress bar for each running claim, with the seconds left."""

from __future__ import annotations

import sys
import time

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, TaskID, TextColumn
from rich.progress import Task as Row
from rich.progress_bar import ProgressBar
from rich.text import Text

from quizdl.cli.options import language_here
from quizdl.verify.events import Event, TaskBegan, TaskEnded, TaskUpdated
from quizdl.verify.updates import Progress as Fraction
from quizdl.verify.updates import Started, Starting, Update
from quizdl.words import say


def _done(bar: Row) -> float:
    """The progress of a claim, from 0 to 1: as reported, or from its declared seconds."""
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
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def render(self, bar: Row) -> Text:
        if bar.fields["starting"]:
            return Text(bar.fields["starting"], style="dim")
        done = max(0.01, _done(bar))
        elapsed = time.monotonic() - bar.fields["started"]
        left = elapsed * (1 - done) / done
        nearly = say(self.language, "proof.nearly_done")
        return Text(say(self.language, "proof.left", seconds=f"{left:.0f}") if left >= 0.5 else nearly, style="dim")


class Bars:
    """A progress bar for each running claim, on the console of the results, or on stderr if those go to a file."""

    def __init__(self, console: Console | None, language: str | None = None) -> None:
        context = click.get_current_context(silent=True)
        self.language = language or (context and context.params.get("lang")) or language_here()
        if console is None or not console.is_terminal:
            console = Console(stderr=True)
        self.enabled = console.is_terminal and sys.stderr.isatty()
        columns = (TextColumn("{task.description}"), _HowFar(), _SecondsLeft(self.language))
        self.progress = Progress(*columns, console=console, transient=True, disable=not self.enabled)
        self._rows: dict[int, TaskID] = {}

    def __enter__(self) -> None:
        self.progress.start()

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def show(self, event: Event) -> None:
        """Add, move or remove the bar of a task by its events."""
        match event:
            case TaskBegan(index, task):
                name = task.mutant.id if task.mutant else task.claim.id
                self._rows[index] = self.progress.add_task(
                    name, started=time.monotonic(), declared=task.claim.seconds, reported=None, starting=""
                )
            case TaskUpdated(index, _, update):
                self._update(self._rows[index], update)
            case TaskEnded(index):
                self.progress.remove_task(self._rows.pop(index))

    def _update(self, row: TaskID, update: Update) -> None:
        if isinstance(update, Fraction):
            self.progress.update(row, reported=update.fraction)
        elif isinstance(update, Starting):
            seconds = f"{update.seconds:.0f}"
            starting = say(self.language, "proof.starting", module=update.module, seconds=seconds)
            self.progress.update(row, starting=starting, started=time.monotonic())
        elif isinstance(update, Started):
            self.progress.update(row, starting="", started=time.monotonic())
