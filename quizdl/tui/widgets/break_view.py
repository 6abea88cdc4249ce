"""Breaking it: a planted bug, the line that it changes, and what becomes of the finding and its curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.widget import Widget

from quizdl.report.view.code_change import change_of_lines
from quizdl.report.view.totals import CatchView, catch_view, description_of
from quizdl.tui.experiments import Change
from quizdl.tui.widgets.chart import Chart
from quizdl.tui.widgets.claim_run import CELLS, ClaimRun, RunProgress
from quizdl.tui.widgets.code_change import changed_line
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import WIDE
from quizdl.tui.widgets.numbers import moved_lines
from quizdl.tui.widgets.views import ROOMY, ClaimView, nothing
from quizdl.verify.declared import Mutant
from quizdl.verify.events import ClaimAsked, Event, HuntEnded, TaskBegan, TaskUpdated
from quizdl.verify.judging import Catch
from quizdl.words import Language, say


@dataclass
class _Hunt:
    """What is known of a bug."""

    asked: list[ClaimAsked] = field(default_factory=list)
    progress: RunProgress | None = None
    outcome: Catch | None = None  # once all were asked, or one noticed
    stopped: bool = False

    @property
    def told(self) -> ClaimAsked | None:
        """What is told: the claim that noticed, else the last one that was asked."""
        return next(
            (asked for asked in self.asked if asked.catch is Catch.CAUGHT), self.asked[-1] if self.asked else None
        )


class BreakView(ClaimView):
    """One bug after the other, each with what came of it."""

    def __init__(self, mutants: Sequence[Mutant], change: Callable[[Mutant], Change], first: str | None) -> None:
        """`first` is the id of the bug that is in sight first, if it is one of these."""
        super().__init__()
        self.mutants = list(mutants)
        self.place = next((place for place, mutant in enumerate(mutants) if mutant.id == first), 0)
        self._change = change
        self._hunts: dict[int, _Hunt] = {}
        self.head = Label(self._head)
        self.outcome = Label(self._outcome, classes="outcome")
        self.chart = Chart()
        self.foot = Label(nothing, classes="foot")
        self.moved = Label(self._moved)

    def compose(self) -> list[Widget]:
        return [self.head, self.outcome, self.chart, self.foot, self.moved]

    def on_resize(self) -> None:
        self.moved.again()  # whether there is room for it

    @property
    def mutant(self) -> Mutant:
        return self.mutants[self.place]

    @property
    def hunted(self) -> bool:
        """Whether the outcome of the bug in sight is known."""
        return self.place in self._hunts and self._hunt.outcome is not None

    @property
    def is_running(self) -> bool:
        """Whether the bug in sight is being hunted."""
        return self._hunt.progress is not None

    @property
    def _hunt(self) -> _Hunt:
        return self._hunts.setdefault(self.place, _Hunt())

    async def show_run(self, run: ClaimRun) -> None:
        del run  # bugs are those of all claims
        self._tell()

    def step(self, by: int) -> None:
        """Show another bug."""
        self.place = (self.place + by) % len(self.mutants)
        self._tell()

    def add(self, own: Mutant) -> None:
        """Bring a bug of the reader's own in sight, in the place of the one before it."""
        self.mutants = [*(mutant for mutant in self.mutants if mutant.id != own.id), own]
        self.place = len(self.mutants) - 1
        self._hunts.pop(self.place, None)

    def begin(self) -> None:
        """The bug in sight is hunted."""
        self._hunts[self.place] = _Hunt(progress=RunProgress(1.0))
        self._tell()

    def show(self, event: Event) -> None:
        """Show an event of the hunt."""
        hunt = self._hunt
        match event:
            case TaskBegan(_, task) if task.mutant:
                hunt.progress = RunProgress(task.claim.seconds)
                hunt.progress.begin()
            case TaskUpdated(_, task, update) if task.mutant and hunt.progress:
                hunt.progress.hear(update)
            case ClaimAsked():
                hunt.asked.append(event)
            case HuntEnded(ended):
                hunt.outcome, hunt.progress = ended.outcome, None
        self._tell()

    def stop(self) -> None:
        """No more events come."""
        hunt = self._hunt
        hunt.stopped, hunt.progress = hunt.outcome is None, None
        self._tell()

    def tick(self) -> None:
        if self._hunt.progress is not None:
            self.outcome.again()

    def _tell(self) -> None:
        self.head.again()
        self.outcome.again()
        self.foot.tell(self._foot)
        self.moved.again()
        asked = self._hunt.told
        if asked is not None and asked.catch is Catch.CAUGHT:
            self.chart.show(lambda language: catch_view(asked, language).picture)
        else:
            self.chart.clear()

    def _head(self, language: Language) -> Content:
        """The bug and its line."""
        count = words("break.count", MUTED, place=self.place + 1, total=len(self.mutants))(language)
        name = description_of(self.mutant, language) or say(language, "break.own")
        lines = [Content.assemble(count, "  ", escaped(name, "bold"))]
        change = self._change(self.mutant)
        where = escaped(f"{change.file}:{change.line}  ", MUTED)
        for pieces in change_of_lines(change.old, change.new):
            lines.append(where + changed_line(pieces))
            where = Content("")
        return Content("\n").join(lines)

    def _outcome(self, language: Language) -> Content:
        """What came of it, or how far that is."""
        hunt = self._hunt
        if hunt.progress is not None:
            bar, told = hunt.progress.parts(language, CELLS)
            return Content("  ").join([*([bar] if bar else []), escaped(told, MUTED)])
        if hunt.stopped:
            return words("proof.stopped", MUTED)(language)
        if hunt.outcome is None:
            return words("break.not_yet", MUTED)(language)
        if hunt.outcome is Catch.CAUGHT and hunt.told is not None:
            view = catch_view(hunt.told, language)
            return Content(" ").join(
                [words("break.caught", "$success bold")(language), escaped(view.change or view.reason)]
            )
        style = "$error bold" if hunt.outcome is Catch.MISSED else "$accent"
        return words(f"break.none.{hunt.outcome}", style)(language)

    def _moved(self, language: Language) -> Content:
        """On a large terminal, the numbers that the bug moved, as they were and with it."""
        hunt, size = self._hunt, self.app.size
        if hunt.outcome is not Catch.CAUGHT or hunt.told is None or size.width < WIDE or size.height < ROOMY:
            return Content("")
        return Content("\n").join(moved_lines(catch_view(hunt.told, language).moved, language, self.size.width))

    def _foot(self, language: Language) -> Content:
        """Who noticed and by how many numbers; where none did, what each claim says."""
        hunt = self._hunt
        if hunt.outcome is Catch.CAUGHT and hunt.told is not None:
            view = catch_view(hunt.told, language)
            return words("break.noticed", MUTED, claim=view.short, turned=view.turned)(language)
        return Content("\n").join(_said(catch_view(asked, language)) for asked in hunt.asked)


def _said(view: CatchView) -> Content:
    """What a claim that did not notice says."""
    why = f" ({view.reason})" if view.reason else ""
    return escaped(f"{view.short}: {view.outcome}{why}", MUTED)
