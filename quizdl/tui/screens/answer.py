"""The answer: right or wrong and why, the model answer and the myth; and its proof, a page or a pane of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup, VerticalScroll
from textual.content import Content
from textual.message import Message

from quizdl.bank.question import ChoiceQuestion, CodeQuestion, NumberQuestion, OpenQuestion, picks_line
from quizdl.report.view.picture import Picture
from quizdl.study.cards import Rating
from quizdl.tui.answer_state import AnswerState
from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, LeaveSession
from quizdl.tui.screens.proving import ProvingScreen
from quizdl.tui.widgets.bars import Hint, KeyBar, Place, TopBar
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.chart import Chart
from quizdl.tui.widgets.claim_run import ClaimRun
from quizdl.tui.widgets.confidence_label import ConfidenceLabel
from quizdl.tui.widgets.content import MUTED, bank, below, prose_of, words
from quizdl.tui.widgets.label import Card, Label
from quizdl.tui.widgets.late import mount_late
from quizdl.tui.widgets.page import Page, paragraph
from quizdl.tui.widgets.programs import Programs
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, has_code, prompt
from quizdl.tui.widgets.proof import FINDING
from quizdl.tui.widgets.rating_line import RatingLine
from quizdl.tui.widgets.review import comparison, explanation, headline
from quizdl.tui.widgets.rows import Choices
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.verify.result import Result

ROOMY = 36  # lines of a terminal where nothing is folded


class AnswerScreen(ScrollsCode, ProvingScreen):
    """Shows the answer, and beside or instead of it the proof."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "tick", "key.grade"),
        bind("enter", "next", "key.next"),  # a key of the base is replaced as a whole
        bind("o", "checks", "key.checks", show=False),
        bind("o", "own_bug", "key.own_bug", show=False),
        bind("o", "unfold", "key.other_choices", show=False),
        bind("s", "sure", "key.sure", show=False),
        *(Binding(f"{rating}", f"rate({rating})", f"rating.{rating}", show=False) for rating in Rating),
        bind("escape", "back", "key.to_answer"),
        bind("escape", "leave", "key.leave"),
        *SIDEWAYS,
    ]

    class Ticked(Message):
        """The key points (indices into the bank's) that the reader says to have said."""

        def __init__(self, ticked: tuple[int, ...]) -> None:
            super().__init__()
            self.ticked = ticked

    class Overruled(Message):
        """The reader rates the answer otherwise."""

        def __init__(self, rating: Rating) -> None:
            super().__init__()
            self.rating = rating

    def __init__(
        self, state: AnswerState, experiments: Experiments, place: Place, measured: Result | None = None
    ) -> None:
        """`measured` is the result that gave the truth, for a question whose number is measured."""
        bug = state.question.bug if isinstance(state.question, ChoiceQuestion) else None
        written = isinstance(state.question, CodeQuestion)  # its claims have judged, and two programs need the room
        super().__init__(() if written else experiments.claims(state.question), experiments, place, bug)
        self.set_class(written, "-programs")
        self.state = state
        self.ratings = RatingLine(state.rated)
        self.measured = measured
        self.predicted = self._predicted()
        self.chart = Chart()
        self.sure = ConfidenceLabel()
        self._unfolded = False

    def _predicted(self) -> ClaimRun | None:
        """The claim that measures what the reader predicted; its chart shows the prediction, too."""
        question, given = self.state.question, self.state.given
        if isinstance(question, NumberQuestion) and question.measured and isinstance(given, float):
            claim, _, number = question.measured.partition("/")
            for run in self.runs:
                if run.name == claim:
                    run.prediction = (number, given)
                    return run
        return None

    @property
    def can_undo(self) -> bool:
        return not self.running

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        yield from self.panes()
        yield self.ratings
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        question = self.state.question
        explained = explanation(question, self.state.given, self.state.note)
        asked = prose_of if picks_line(question) else bank  # its lines stand below, with the right one marked
        head = [paragraph(below(self._grade, asked(question.prompt), apart=True))]
        if has_code(question.prompt) and not picks_line(question):
            yield Page(paragraph(self._grade))
            yield prompt(question.prompt)
            head = []
        if isinstance(question, OpenQuestion):
            yield Page(*head, id="page")
            with Card(words("answer.key_points"), tone="accent", id="key-points"):
                yield Choices([bank(point) for point in question.key_points], several=True)
                yield Buttons(Button(words("answer.compare"), "tick", primary=True), id="tick")
            yield Page(explained)
        else:
            compared = comparison(question, self.state.given, self.state.shown, lambda: self.state.truth, self._folded)
            if isinstance(question, CodeQuestion):
                yield Page(*head, id="page")
                yield Programs(str(self.state.given), self.experiments.program_of(question))
                yield Page(explained)
            elif self.predicted is None:
                yield Page(*head, compared, explained, id="page")
            else:
                yield Page(*head, compared, id="page")
                yield VerticalGroup(self.chart, id="prediction")
                yield Page(explained)
        yield Label(self._proof, id="rests-on")

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "answer_state", self._update, init=False)
        if self.measured is not None:
            self.call_later(self._show_measured)

    def on_resize(self) -> None:
        self.query_one("#page", Page).again()  # what is folded depends on the height
        self.query_one("#rests-on", Label).again()

    async def _show_measured(self) -> None:
        """Show the proof of the measurement beside the answer; where it would cover it, `v` opens it."""
        for run in self.runs:
            if self.measured is not None and run.name == self.measured.claim and run.claim is not None:
                run.finish(self.measured)
                await self.proof.show_view(FINDING)
                await self.proof.choose(self.runs.index(run))
        self._show_prediction()
        self.refresh_bindings()

    def _show_prediction(self) -> None:
        """Draw the prediction into the curve that was measured, if it has its place there."""
        if any(line.role == "prediction" for line in self._picture("en").lines):
            self.chart.show(self._picture)

    def _picture(self, language: Language) -> Picture:
        run = self.predicted
        return run.view(language).picture if run is not None and run.result is not None else Picture()

    def _folded(self) -> bool:
        return not self._unfolded and self.app.size.height < ROOMY

    def _grade(self, language: Language) -> Content:
        """The grade, with the right answer."""
        state = self.state
        if state.grade is not None:
            return headline(state.question, state.given, state.grade, state.truth)(language)
        if state.unmeasured:
            return words("grade.unmeasured", "bold $accent")(language)
        return words("grade.tick", "bold")(language)

    def _proof(self, language: Language) -> Content:
        """What the answer rests on, and the key that runs it, unless the pane beside it says so."""
        if isinstance(self.state.question, CodeQuestion):
            return Content("")
        if self.experiments.are_off:
            return self.experiments.notice(language)
        if unknown := [run.name for run in self.runs if run.claim is None]:
            return words("proof.unknown_claims", "$accent", names=", ".join(unknown))(language)
        if self.is_wide or not self.claims:
            return Content("")
        seconds = f"{sum(claim.seconds for claim in self.claims):.2g}"
        return words("proof.rests_on", MUTED, count=len(self.claims), seconds=seconds)(language)

    def _update(self, state: AnswerState | None) -> None:
        """Show the new state: the grade, its rating, the measured number."""
        if state is None:  # the app shows another screen by now
            return
        graded = self.state.grade is None and state.grade is not None
        self.state = state
        for page in self.query(Page):
            page.again()
        self._show_prediction()
        self.ratings.tell(state.rated)
        if graded:
            for points in self.query("#key-points Choices"):
                points.disabled = True
                self.set_focus(None)
            self.query_one("#body", VerticalScroll).scroll_home(animate=False)
            self.refresh_bindings()

    # What works now

    def hints(self) -> Sequence[Hint]:
        question = self.state.question
        if isinstance(question, OpenQuestion) and self.ticking:
            return [Hint(f"1–{len(question.key_points)}", "key.tick")]
        return super().hints()

    @property
    def ticking(self) -> bool:
        return isinstance(self.state.question, OpenQuestion) and self.state.grade is None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        works = {
            "sure": self.can_run and not self.running and not self.proof.has_results,  # afterwards anybody is sure
            "unfold": isinstance(self.state.question, ChoiceQuestion) and self.app.size.height < ROOMY,
            "tick": self.ticking,
            "next": not self.ticking,
            "rate": self.state.rated is not None,
            "leave": not self.at_proof and not self.proof.turned,
        }
        return works[action] if action in works else super().check_action(action, parameters)

    # What the keys do

    def action_unfold(self) -> None:
        self._unfolded = not self._unfolded
        self.query_one("#page", Page).again()

    async def action_sure(self) -> None:
        """State the confidence that the experiments agree with the answer."""
        if not self.sure.is_attached:
            await mount_late(self.query_one("#column"), self.sure)
        self.sure.step()
        self.sure.scroll_visible(animate=False)

    def action_rate(self, rating: int) -> None:
        if self.state.rated is not None:
            self.post_message(self.Overruled(Rating(rating)))

    def action_tick(self) -> None:
        self.post_message(self.Ticked(tuple(sorted(self.query_one(Choices).picked))))

    def action_leave(self) -> None:
        self.hand_over(LeaveSession())

    def stated_confidence(self) -> float | None:
        if self.sure.is_attached:
            self.sure.settle()
        return self.sure.confidence
