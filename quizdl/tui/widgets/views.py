"""Views of a claim: what was found, its numbers, its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from quizdl.report.errors import say_error
from quizdl.report.text import harmless
from quizdl.report.view.numbers import Tone
from quizdl.report.view.picture import Picture
from quizdl.report.view.proof import ProofView
from quizdl.report.view.source import Passage
from quizdl.tui.widgets.chart import Chart
from quizdl.tui.widgets.claim_run import CELLS, ClaimRun
from quizdl.tui.widgets.content import MUTED, escaped, fixed, words, wrapped
from quizdl.tui.widgets.knobs import KnobLine
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.late import mount_late
from quizdl.tui.widgets.number_page import NumberPage
from quizdl.tui.widgets.numbers import WIDEST, control_line
from quizdl.tui.widgets.verdicts import COLOURS
from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim
from quizdl.words import Language

ROOMY = 30  # lines of a terminal that has room for a whole caption under a chart
MOST_CAPTION = 2  # lines of a caption elsewhere
LEAST_CHART = 7  # rows that these leave to the chart


def nothing(language: Language) -> Content:
    """No text."""
    del language
    return Content("")


class ClaimView(VerticalScroll, can_focus=False):
    """A view of a claim."""

    def __init__(self) -> None:
        super().__init__(classes="view")

    async def show_run(self, run: ClaimRun) -> None:
        """Show a claim as it stands."""
        raise NotImplementedError

    def tick(self) -> None:
        """Time has passed: show how far what runs is."""


class FindingView(ClaimView):
    """What was found in one sentence, the curve that shows it, and the control."""

    def __init__(self) -> None:
        super().__init__()
        self.head = Label(nothing, classes="finding")
        self.chart = Chart()
        self.foot = Label(nothing, classes="foot")
        self.run: ClaimRun | None = None

    def compose(self) -> list[Widget]:
        return [self.head, self.chart, self.foot]

    async def show_run(self, run: ClaimRun) -> None:
        self.run = run
        self.head.tell(self._head)
        self.foot.tell(self._foot)
        if run.result is not None:
            self.chart.show(self._picture)
        elif run.lines:
            self.chart.stream(run.lines)
        else:
            self.chart.clear()

    def on_resize(self) -> None:
        self.foot.again()  # how much of it there is room for

    def tick(self) -> None:
        if self._view("en") is None:
            self.head.again()

    def _view(self, language: Language) -> ProofView | None:
        return self.run.view(language) if self.run is not None and self.run.result is not None else None

    def _picture(self, language: Language) -> Picture:
        view = self._view(language)
        return view.picture if view else Picture()

    def _head(self, language: Language) -> Content:
        """The finding and whether it agrees with the answer; before, the sentence and how far it is."""
        run, view = self.run, self._view(language)
        if run is None:
            return Content("")
        if view is None:
            return _not_yet(run, language)
        if view.trouble:
            return _trouble(view, language)
        headline = escaped(view.headline, "bold" if view.measurements else "")
        lines = [headline, Content(" · ").join([_agreement(run, language), escaped(view.ran, MUTED)])]
        if view.reason and view.outcome.tone is not Tone.GOOD:
            lines.append(escaped(view.reason))
        if view.changed:
            lines.append(escaped(view.changed, "$accent"))
        return Content("\n").join(lines)

    def _foot(self, language: Language) -> Content:
        """The caption and the controls; where rows are few, as much as leaves the chart its own."""
        view = self._view(language)
        if view is None:
            return Content("")
        width = min(self.size.width or WIDEST, WIDEST)
        caption = wrapped(escaped(view.picture.caption, MUTED), width) if view.picture.caption else []
        if view.printed and not view.measurements:
            caption += wrapped(escaped(f"{view.heads.printed}: {view.printed}", MUTED), width)
        if self.app.size.height >= ROOMY:
            return Content("\n").join([*caption, *(control_line(control, view) for control in view.controls)])
        room = self.size.height - len(wrapped(self._head(language), width)) - 1 - LEAST_CHART
        caption = _begun(caption, max(1, min(room - 1, MOST_CAPTION)), width)
        controls = [control_line(control, view, width) for control in view.controls]
        return Content("\n").join([*caption, *_first(controls, room - len(caption), language)])


def _begun(lines: list[Content], most: int, width: int) -> list[Content]:
    """The first lines of a text, the last of them with an ellipsis where more follow."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], Content(" ").join(lines[most - 1 : most + 1]).truncate(width, ellipsis=True)]


def _first(lines: list[Content], most: int, language: Language) -> list[Content]:
    """The first of the lines, one at least, and how many more there are."""
    if len(lines) <= max(most, 1):
        return lines
    shown = max(most - 1, 1)
    return [*lines[:shown], words("finding.more", MUTED, count=len(lines) - shown)(language)]


def _trouble(view: ProofView, language: Language) -> Content:
    """Why there is no result, what can be done about it, and what it would have measured."""
    first, *more = view.trouble.split("\n")
    lines = [escaped(f"{view.outcome.sign} {first}", f"{COLOURS[view.outcome.tone]} bold"), *map(escaped, more)]
    if view.out_of_time:
        lines.append(words("failure.more_time", MUTED, key="r")(language))
    if view.site is not None:
        lines.append(words("failure.site", MUTED)(language))
    return Content("\n").join([*lines, escaped(view.sentence)])


def _not_yet(run: ClaimRun, language: Language) -> Content:
    if run.claim is None:
        return words("proof.unknown", "$accent")(language)
    sentence = escaped(run.claim.sentence(language))
    if run.engine_error is not None:
        told = escaped(f"! {say_error(language, run.engine_error)}", "$accent")
    elif run.progress is None:
        told = words("proof.stopped" if run.stopped else "proof.not_run", MUTED)(language)
    else:
        bar, time = run.progress.parts(language, CELLS)
        told = Content("  ").join([*([bar] if bar else []), escaped(time, MUTED)])
        if run.progress.starting is not None:
            told += words("proof.first_start", MUTED)(language).pad_left(1)
    return Content("\n").join([sentence, told])


def _agreement(run: ClaimRun, language: Language) -> Content:
    """Whether it came out as the answer says, in the colour of that."""
    assert run.result is not None
    outcome, verdict = run.view(language).outcome, run.result.verdict
    if outcome.tone is Tone.GOOD:
        name = "proof.myth_refuted" if verdict is Verdict.REFUTED else "proof.as_declared"
        return words(name, COLOURS[outcome.tone])(language)
    if outcome.tone is Tone.BAD:
        return words("proof.surprise", f"{COLOURS[outcome.tone]} bold")(language)
    return escaped(f"{outcome.sign} {outcome.word}", COLOURS[outcome.tone])


class NumbersView(ClaimView):
    """All numbers of a claim."""

    def __init__(self) -> None:
        super().__init__()
        self.page: NumberPage | None = None

    @property
    def has_more(self) -> bool:
        """Whether there is something to open."""
        return self.page is not None and self.page.has_more

    def fold(self) -> None:
        """Open what is folded, or close it."""
        if self.page is not None:
            self.page.fold()

    async def show_run(self, run: ClaimRun) -> None:
        await self.remove_children()
        self.page = None
        if run.claim is None or run.result is None:
            await mount_late(self, Label(lambda language: _not_yet(run, language)))
            return
        self.page = NumberPage(run, run.claim, self._room)
        await mount_late(self, self.page)
        self.scroll_home(animate=False)

    def _room(self) -> int:
        """Lines for the numbers."""
        return self.size.height - sum(line.outer_size.height + 1 for line in self.query(KnobLine))

    def on_resize(self) -> None:
        if self.page is not None:
            self.page.again()

    async def ask(self, claim: Claim) -> None:
        """Ask for another value of one of the claim's knobs."""
        if self.children and not self.query(KnobLine):
            await mount_late(self, KnobLine(claim), before=0)
            self.scroll_home(animate=False)

    async def close_knobs(self) -> None:
        await self.query(KnobLine).remove()


class CodeView(ClaimView):
    """The code under test, its lines that bugs change marked, and the code of the experiment."""

    def __init__(self, passages: Callable[[ClaimRun], Sequence[Passage]]) -> None:
        super().__init__()
        self._passages = passages
        self._shown: ClaimRun | None = None

    async def show_run(self, run: ClaimRun) -> None:
        if run is self._shown:
            return
        self._shown = run
        await self.remove_children()
        for passage in self._passages(run):
            title, source = (
                Label(fixed(passage.title, MUTED)),
                Static(listing(passage), markup=False, classes="listing"),
            )
            await mount_late(self, title, source)
        self.scroll_home(animate=False)


def listing(passage: Passage) -> Content:
    """The source with line numbers and colours, marked lines with a dot; its text is never markup."""
    from quizdl.tui.widgets.highlighting import highlighted

    lines = highlighted(harmless(passage.source), "python").split("\n", allow_blank=True)
    digits = len(str(passage.first + len(lines)))
    numbered = []
    for number, line in enumerate(lines, passage.first):
        here, bug = number == passage.line, number in passage.bugs
        gutter = f"{'▌' if here else '·' if bug else ' '}{number:>{digits}}  "
        numbered.append(Content.assemble((gutter, "$primary bold" if here or bug else MUTED), line))
    return Content("\n").join(numbered)
