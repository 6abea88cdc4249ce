"""A claim and, beneath it, its experiment: progress while it runs, then the numbers, the chart and the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from quizdl.report.view.picture import lines_of
from quizdl.report.view.proof import ProofView, proof_view
from quizdl.tui.widgets.chart import Chart
from quizdl.tui.widgets.claim_text import claim_text
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.numbers import NumberTable
from quizdl.tui.widgets.verdicts import painted
from quizdl.verify.declared import Claim
from quizdl.words import Language, say

if TYPE_CHECKING:
    from quizdl.verify.events import Event
    from quizdl.verify.result import Result
    from quizdl.verify.updates import Update

SECONDS_BETWEEN_TICKS = 0.1
CELLS = 30  # of the progress bar


class Running(Label):
    """The progress of an experiment, and an estimate of the seconds left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(self._progress, classes="running")
        self.expected = seconds
        self.fraction = 0.0
        self.began: float | None = None
        self.starting: tuple[str, float] | None = None  # what the engine imports before, and for how many seconds
        self._ticks: Timer | None = None

    def begin(self) -> None:
        self.began = time.monotonic()
        self._ticks = self.set_interval(SECONDS_BETWEEN_TICKS, self._tick)

    def hear(self, update: Update) -> None:
        """Show an update on the experiment."""
        from quizdl.verify.updates import Progress, Started, Starting

        if isinstance(update, Progress):
            self.fraction = update.fraction
        elif isinstance(update, Starting):
            self.starting = (update.module, update.seconds)
        elif isinstance(update, Started):
            self.began = time.monotonic()
            self.starting = None

    def _tick(self) -> None:
        self.tell(self._progress)

    def _progress(self, language: Language) -> Content:
        if self.began is None:
            return escaped(say(language, "proof.waiting"), MUTED)
        if self.starting is not None:
            module, seconds = self.starting
            return escaped(say(language, "proof.starting", module=module, seconds=f"{seconds:.0f}"), MUTED)
        passed = time.monotonic() - self.began
        share = self.fraction or min(0.95, passed / self.expected)
        total = passed / self.fraction if self.fraction > 0.02 else self.expected
        left = total - passed
        done = round(CELLS * share)
        late = left < 0
        wording = say(language, "proof.late" if late else "proof.left", seconds=f"{passed if late else left + 0.5:.0f}")
        return Content.assemble(
            ("━" * done, "$primary"), ("━" * (CELLS - done), "$foreground 20%"), (f"  {wording}", MUTED)
        )


class ProofWidget(VerticalGroup):
    """One claim: its sentence and its experiment."""

    def __init__(self, name: str, claim: Claim | None) -> None:
        super().__init__(classes="proof")
        self.claim_name = name
        self.claim = claim
        self.result: Result | None = None
        self.chart = Chart()
        self.stage = VerticalGroup(classes="stage")

    def compose(self) -> ComposeResult:
        yield Label(claim_text(self.claim_name, self.claim))

    async def _show(self, *parts: Widget) -> None:
        """Replace the shown part of the experiment."""
        if not self.stage.is_attached:  # no reader waits for boxes that stay empty
            await self.mount(self.stage, self.chart)
        await self.stage.remove_children()
        await self.stage.mount_all(parts)

    async def wait(self) -> None:
        """Clear the experiment before it begins."""
        assert self.claim is not None
        self.result = None
        self.chart.display = False
        await self._show(Running(self.claim.seconds))

    async def show(self, event: Event) -> None:
        """Show an event of the experiment."""
        from quizdl.verify.events import TaskBegan, TaskEnded, TaskUpdated

        match event:
            case TaskBegan():
                self.stage.query_one(Running).begin()
            case TaskUpdated(_, _, update):
                self._show_update(update)
            case TaskEnded(_, _, result):
                await self.finish(result)

    def _show_update(self, update: Update) -> None:
        from quizdl.verify.updates import Partial

        if isinstance(update, Partial):
            self.chart.stream(lines_of(update.curves))
        else:
            for running in self.stage.query(Running):
                running.hear(update)

    async def stop(self) -> None:
        """The experiment was stopped."""
        if self.result is None and self.stage.query(Running):
            self.chart.display = False
            await self._show(Label(words("proof.stopped"), classes="because"))

    async def finish(self, result: Result) -> None:
        """Show the result."""
        self.result = result
        assert self.claim is not None
        claim = self.claim
        view = cache(lambda language: proof_view(result, claim, language, run_again="r"))

        def text(of: Callable[[ProofView], str], classes: str) -> Label:
            return Label(lambda language: escaped(of(view(language))), classes=classes)

        shown = view("en")
        parts: list[Widget] = [Label(lambda language: _verdict(view(language), language), classes="verdict")]
        if shown.finding:
            parts.append(text(lambda view: view.finding, "finding"))
        if shown.changed:
            parts.append(text(lambda view: view.changed, "warning"))
        if shown.reason:
            parts.append(text(lambda view: view.reason, "because"))
        if shown.measurements:
            parts.append(NumberTable(view))
        if shown.printed:
            parts.append(text(lambda view: f"{view.heads.printed}\n{view.printed}", "printed"))
        parts.append(text(lambda view: " · ".join(view.facts), "because"))
        if shown.picture.caption:
            parts.append(text(lambda view: view.picture.caption, "caption"))
        await self._show(*parts)
        if shown.measurements:
            self.chart.show(lambda language: view(language).picture)


def _verdict(view: ProofView, language: Language) -> Content:
    """The verdict, and whether it agrees with the answer."""
    if not view.agreement:
        return painted(view.verdict)
    name, colour = ("as_declared", "$success") if view.agrees else ("not_declared", "$error")
    return Content(" · ").join(
        [painted(view.verdict, as_declared=view.agrees), words(f"proof.{name}", colour)(language)]
    )
