"""The proof of an answer: its claims, and four views of the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from quizdl.tui.widgets.break_view import BreakView
from quizdl.tui.widgets.claim_list import ClaimList
from quizdl.tui.widgets.claim_run import SECONDS_BETWEEN_TICKS, ClaimRun
from quizdl.tui.widgets.content import words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.late import mount_late
from quizdl.tui.widgets.strip import ViewStrip
from quizdl.tui.widgets.views import ClaimView, CodeView, FindingView, NumbersView
from quizdl.verify.declared import Setting
from quizdl.words import Language

FINDING, NUMBERS, BREAK, CODE = "v", "n", "b", "c"  # the keys of the views
VIEWS = {FINDING: "view.finding", NUMBERS: "view.numbers", BREAK: "view.break", CODE: "view.code"}


class ProofPane(Vertical):
    """The claims of an answer, and views of the chosen one; each is mounted when it is first asked for."""

    def __init__(self, runs: Sequence[ClaimRun], breaking: BreakView, code: CodeView) -> None:
        super().__init__(id="proof")
        self.runs = runs
        self.list = ClaimList(runs)
        self.strip = ViewStrip(VIEWS)
        self.breaking = breaking
        self.numbers = NumbersView()
        self._views: dict[str, ClaimView] = {
            FINDING: FindingView(),
            NUMBERS: self.numbers,
            BREAK: breaking,
            CODE: code,
        }
        self.offer = Label(self._offer, id="offer")

    def compose(self) -> ComposeResult:
        yield self.offer

    def on_mount(self) -> None:
        self.set_interval(SECONDS_BETWEEN_TICKS, self._tick)

    def _offer(self, language: Language) -> Content:
        """What `v` does, until it is pressed."""
        claims = [run.claim for run in self.runs if run.claim is not None]
        seconds = f"{sum(claim.seconds for claim in claims):.2g}"
        return words("proof.offer", count=len(claims), seconds=seconds)(language)

    @property
    def chosen(self) -> ClaimRun:
        return self.runs[self.list.chosen]

    @property
    def open(self) -> str:
        """The key of the view in sight; empty before anything was asked for."""
        return self.strip.open

    @property
    def view(self) -> ClaimView | None:
        return self._views.get(self.open)

    @property
    def missing(self) -> list[ClaimRun]:
        """The claims that have no result."""
        return [run for run in self.runs if run.claim is not None and run.result is None]

    @property
    def has_results(self) -> bool:
        return any(run.result is not None for run in self.runs)

    @property
    def others(self) -> int:
        """How many the brackets choose from: bugs while one is in sight, else claims."""
        return len(self.breaking.mutants if self.open == BREAK else self.runs)

    async def show_view(self, key: str) -> None:
        """Open a view of the chosen claim."""
        if self.offer.is_attached:
            await self.offer.remove()
            await mount_late(self, self.list, self.strip)
        for other in self._views.values():
            other.display = other is self._views[key]
        if not self._views[key].is_attached:
            await mount_late(self, self._views[key])
        self.strip.open = key
        await self._views[key].show_run(self.chosen.shown)

    async def choose(self, index: int) -> None:
        """Show another claim, in the same view."""
        self.list.chosen = index % len(self.runs)
        if self.view is not None:
            await self.view.show_run(self.chosen.shown)

    @property
    def may_turn(self) -> bool:
        """Whether the chosen claim has a result and knobs to turn."""
        run = self.chosen
        return run.result is not None and run.claim is not None and bool(run.claim.turnable)

    @property
    def turned(self) -> bool:
        """Whether a run with turned knobs is in sight."""
        return bool(self.open) and self.chosen.turned is not None

    async def turn(self, settings: Mapping[str, Setting]) -> ClaimRun:
        """The run of the chosen claim with turned knobs, which waits for its turn from now on."""
        run = self.chosen
        run.turned = ClaimRun(run.name, run.claim, settings)
        run.turned.wait()
        await self.changed(run.turned)
        return run.turned

    async def ask_or_restore(self) -> None:
        """Ask for a value of a knob; where one is turned, restore it."""
        run = self.chosen
        if run.turned is not None:
            run.turned = None
            await self.changed(run)
        elif run.claim is not None:
            await self.numbers.ask(run.claim)

    async def on_knob_line_left(self) -> None:
        await self.numbers.close_knobs()

    async def on_claim_list_chosen(self, event: ClaimList.Chosen) -> None:
        await self.choose(event.index)

    async def changed(self, run: ClaimRun) -> None:
        """A claim runs on, or has ended."""
        self.list.refresh(layout=True)
        if run is self.chosen.shown and self.view is not None and self.open != BREAK:
            await self.view.show_run(run)

    def _tick(self) -> None:
        if any(run.shown.progress is not None for run in self.runs):
            self.list.refresh()
        if self.view is not None:
            self.view.tick()
