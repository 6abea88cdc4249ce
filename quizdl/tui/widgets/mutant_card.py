"""A planted bug: the line that it changes, and the claims that notice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content

from quizdl.report.view.totals import catch_view, description_of
from quizdl.tui.experiments import Change
from quizdl.tui.widgets.content import MUTED, escaped, fixed, listed, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.proof import Running
from quizdl.tui.widgets.verdicts import painted
from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.events import ClaimAsked, Event, HuntEnded, TaskBegan, TaskUpdated
from quizdl.verify.judging import Catch
from quizdl.words import Language

if TYPE_CHECKING:
    pass

STYLES = {Catch.CAUGHT: "$success bold", Catch.MISSED: MUTED, Catch.UNJUDGED: "$accent"}


class MutantCard(VerticalGroup):
    """One planted bug: its description, its diff, then the outcome of each claim."""

    def __init__(self, mutant: Mutant, change: Change, place: int, total: int) -> None:
        super().__init__(classes="card -error")
        self.mutant = mutant
        self.change = change
        self.place = place
        self.total = total

    def compose(self) -> ComposeResult:
        title = listed([words("break.title"), words("break.count", place=self.place, total=self.total)])
        yield Label(title, classes="title")
        yield Label(lambda language: escaped(description_of(self.mutant, language)))
        change = self.change
        with VerticalGroup(classes="diff"):
            yield Label(fixed(f"{change.file}:{change.line}"), classes="because")
            for line in change.old:
                yield Label(fixed(f"- {line.strip()}"), classes="old")
            for line in change.new:
                yield Label(fixed(f"+ {line.strip()}"), classes="new")
        yield VerticalGroup(classes="outcomes")

    @property
    def outcomes(self) -> VerticalGroup:
        return self.query_one(".outcomes", VerticalGroup)

    async def show(self, event: Event) -> None:
        """Show an event of the hunt for the bug."""
        match event:
            case TaskBegan(_, task) if task.mutant:
                await self._begin(task.claim)
            case TaskUpdated(_, task, update) if task.mutant:
                self.query_one(Running).hear(update)
            case ClaimAsked():
                await self._outcome(event)
            case HuntEnded(hunt):
                await self._end(hunt.outcome)

    async def stop(self) -> None:
        """No more events come: if a claim was still running, it was stopped."""
        if running := self.outcomes.query(Running):
            await running.remove()
            await self.outcomes.mount(Label(words("proof.stopped"), classes="because"))

    async def _begin(self, claim: Claim) -> None:
        """Show that the claim is being run with the bug in place."""
        running = Running(claim.seconds)
        await self.outcomes.mount(running)
        running.begin()
        running.scroll_visible(animate=False)

    async def _outcome(self, asked: ClaimAsked) -> None:
        """Show whether a claim caught the bug, missed it, or cannot judge it, and what the bug changed."""
        view = cache(lambda language: catch_view(asked, language))

        def head(language: Language) -> Content:
            verdicts = Content.styled(" → ", MUTED).join(painted(label) for label in view(language).verdicts)
            outcome = escaped(view(language).outcome, STYLES[asked.catch])
            if asked.catch is Catch.CAUGHT:
                return Content("  ").join([outcome, verdicts])
            return Content(" · ").join([verdicts, outcome])

        await self.outcomes.query(Running).remove()
        parts = [Label(head, classes="outcome"), Label(lambda language: escaped(view(language).sentence))]
        if view("en").reason:
            parts.append(Label(lambda language: escaped(view(language).reason), classes="because"))
        if view("en").change:
            parts.append(Label(lambda language: escaped(view(language).change, "bold"), classes="change"))
        await self.outcomes.mount_all(parts)

    async def _end(self, outcome: Catch) -> None:
        """All claims have been asked."""
        await self.outcomes.query(Running).remove()
        closing = [] if outcome is Catch.CAUGHT else [Label(words(f"break.none.{outcome}"), classes="warning")]
        if self.total > 1:
            closing.append(Label(words("break.next"), classes="because"))
        await self.outcomes.mount_all(closing)
        self.scroll_visible(animate=False, top=self.size.height > self.screen.size.height)
