"""The answer: right or wrong and why, the model answer, the folklore, and the claims with their experiments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from quizdl.bank.question import AnyQuestion, OpenQuestion, OrderQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Given, Grade
from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, LeaveSession, NextQuestion
from quizdl.tui.screens.experiment import ExperimentScreen, HuntMutant, RunClaims
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.claim_text import claim_text
from quizdl.tui.widgets.confidence_label import ConfidenceLabel
from quizdl.tui.widgets.content import MUTED, bank, below, span, styled, words
from quizdl.tui.widgets.label import Card, Label
from quizdl.tui.widgets.mutant_card import MutantCard
from quizdl.tui.widgets.page import Page, paragraph
from quizdl.tui.widgets.proof import ProofWidget
from quizdl.tui.widgets.review import comparison, explanation, headline
from quizdl.tui.widgets.rows import Choices
from quizdl.verify.declared import Mutant
from quizdl.verify.events import TaskEnded, TaskEvent
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.verify.events import Event
    from quizdl.verify.result import Result


Rated = tuple[Rating, timedelta]  # how an answer was rated, and how long from now its question is due


@dataclass(frozen=True)
class AnswerState:
    """The state of an answer. The app replaces it when more is known, and the screen shows the change."""

    question: AnyQuestion
    given: Given
    shown: Sequence[int]  # indices into the bank's choices or items, from the top
    grade: Grade | None
    rated: Rated | None
    truth: float | None  # of a number
    note: str = ""
    ungraded: str = ""  # words of ours that say why there is no grade


class AnswerScreen(ExperimentScreen):
    """Shows the answer, its proofs, and the experiment with planted bugs."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "tick", "key.compare"),
        bind("enter", "next", "key.next"),
        bind("v", "prove", "key.prove"),
        bind("s", "sure", "key.sure", show=False),
        bind("x", "stop", "key.stop"),
        bind("b", "break", "key.break"),
        bind("c", "code", "key.code"),
        bind("r", "again", "key.again", show=False),
        bind("n", "tick", "key.compare", show=False),
        bind("n", "next", "key.next", show=False),
        *(Binding(f"{rating}", f"rate({rating})", show=False) for rating in Rating),
        bind("escape", "leave", "key.leave"),
    ]

    class Ticked(Message):
        """The key points (indices into the bank's) that the reader says to have said."""

        def __init__(self, ticked: tuple[int, ...]) -> None:
            super().__init__()
            self.ticked = ticked

    class Proved(Message):
        """An experiment ended; `confidence` (0..1) in its outcome is None if not stated before."""

        def __init__(self, result: Result, confidence: float | None) -> None:
            super().__init__()
            self.result = result
            self.confidence = confidence

    class Overruled(Message):
        """The reader rates the answer otherwise."""

        def __init__(self, rating: Rating) -> None:
            super().__init__()
            self.rating = rating

    def __init__(
        self, state: AnswerState, experiments: Experiments, place: Place, measured: Result | None = None
    ) -> None:
        """`measured` is the result that gave the truth, for a question whose number is measured."""
        super().__init__(place)
        self.state = state
        self.experiments = experiments
        self.rests_on = list(experiments.claims(state.question))
        self.claims = [claim for _, claim in self.rests_on if claim is not None]
        self.proofs: list[ProofWidget] = []  # made when the first experiment begins
        self.measured = measured
        self.sure = ConfidenceLabel()
        self.bugs_planted = 0
        self._hunting: MutantCard | None = None  # shows the hunt for a bug that runs now, if one does
        self._confidence: float | None = None  # stated before the experiments that run now

    @property
    def can_undo(self) -> bool:
        return not self.running

    def column(self) -> ComposeResult:
        question = self.state.question
        compared = comparison(question, self.state.given, self.state.shown, lambda: self.state.truth)
        explained = explanation(question, self.state.given, self.state.note)
        if isinstance(question, OpenQuestion):
            yield Page(paragraph(self._head), id="page")
            with Card(words("answer.key_points"), tone="accent", id="key-points"):
                yield Choices([bank(point) for point in question.key_points], several=True)
                yield Buttons(Button(words("answer.compare"), "tick", primary=True), id="tick")
            yield Page(explained)
        else:
            yield Page(paragraph(self._head), compared, explained, id="page")
        with Card(words("answer.claims"), tone="primary", id="claims"):
            yield Label(below(*(claim_text(name, claim) for name, claim in self.rests_on), apart=True), id="sentences")
            if self.experiments.are_off:
                yield Label(words("proof.off", why=self.experiments.why_off), classes="warning")
            elif self.claims:
                prove, code = Button(words("proof.button"), "prove", primary=True), Button(words("proof.code"), "code")
                yield Buttons(prove, code, id="prove")
        last = self.place.position >= self.place.total
        on = Button(words("answer.finish" if last else "answer.next"), "next", primary=True)
        yield Buttons(on, Button(words("proof.break"), "break"), id="next")

    def on_mount(self) -> None:
        self.watch(self.app, "answer_state", self._update, init=False)
        if self.measured is not None:
            self.call_later(self._show_measured)

    async def _show_measured(self) -> None:
        """Show the proof of the measurement."""
        await self._unfold()
        for proof in self.proofs:
            if proof.claim is not None and self.measured is not None and proof.claim_name == self.measured.claim:
                await proof.finish(self.measured)
        self.refresh_bindings()

    def _head(self, language: Language) -> Content:
        """The grade, its rating, and the question."""
        if self.state.grade is not None:
            parts = [headline(self.state.grade)]
            if isinstance(self.state.question, OrderQuestion) and 0 < self.state.grade.credit < 1:
                parts.append(words("grade.pairs", MUTED))
        elif self.state.ungraded:
            parts = [words("grade.none", "bold", why=words(self.state.ungraded))]
        else:
            parts = [words("grade.tick", "bold")]
        if self.state.rated is not None:
            rating, due = self.state.rated
            parts.append(words("rated", MUTED, rating=words(f"rating.{rating}"), due=span(due)))
        return below(*parts, styled(bank(self.state.question.prompt), MUTED), apart=True)(language)

    def _update(self, state: AnswerState | None) -> None:
        """Show the new state: the grade, its rating, the measured number."""
        if state is None:  # the app shows another screen by now
            return
        graded = self.state.grade is None and state.grade is not None
        self.state = state
        self.query_one("#page", Page).again()
        if graded:
            for points in self.query("#key-points Choices"):
                points.disabled = True
                self.set_focus(None)
            self.body.scroll_home(animate=False)
            self.refresh_bindings()

    # What works now

    @property
    def ticking(self) -> bool:
        return isinstance(self.state.question, OpenQuestion) and self.state.grade is None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        can_run = not self.experiments.are_off and bool(self.claims)
        if action in ("prove", "again"):
            return can_run and not self.running
        if action == "sure":  # afterwards anybody is sure
            return can_run and not self.running and all(proof.result is None for proof in self.proofs)
        if action == "stop":
            return self.running
        if action == "break":
            proven = any(proof.result is not None for proof in self.proofs)
            return can_run and proven and not self.running and bool(self._mutants())
        if action == "code":
            return bool(self.claims)
        if action in ("tick", "next"):
            return self.ticking is (action == "tick")
        return True

    # What the keys do

    def action_next(self) -> None:
        self.hand_over(NextQuestion())

    async def action_sure(self) -> None:
        """State the confidence that the experiments agree with the answer."""
        if not self.sure.is_attached:
            await self.query_one("#claims").mount(self.sure)
        self.sure.step()
        self.sure.scroll_visible(animate=False)

    def action_rate(self, rating: int) -> None:
        if self.state.rated is not None:
            self.post_message(self.Overruled(Rating(rating)))

    def action_tick(self) -> None:
        self.post_message(self.Ticked(tuple(sorted(self.query_one(Choices).picked))))

    def action_leave(self) -> None:
        self.hand_over(LeaveSession())

    def action_code(self) -> None:
        self.app.push_screen(SourceScreen([self.experiments.passage(claim) for claim in self.claims]))

    def action_prove(self) -> None:
        shown = [proof.result is not None for proof in self._runnable()]
        self.begin(self._prove, bool(shown) and all(shown))

    def action_again(self) -> None:
        self.begin(self._prove, True)

    def action_break(self) -> None:
        mutants = self._mutants()
        place = self.bugs_planted % len(mutants)
        self.bugs_planted += 1
        self.begin(self._break, mutants[place], place + 1, len(mutants))

    def _mutants(self) -> list[Mutant]:
        """The bugs of the families that the answer rests on."""
        families = {claim.family: self.experiments.family(claim) for claim in self.claims}
        return [mutant for family in families.values() for mutant in family.mutants]

    def _runnable(self) -> list[ProofWidget]:
        return [proof for proof in self.proofs if proof.claim is not None]

    async def _prove(self, fresh: bool) -> None:
        """Ask for the experiments of all claims, side by side; those that time something run alone."""
        first_time = all(proof.result is None for proof in self.proofs)
        self._confidence = self.sure.confidence if first_time else None
        if self.sure.is_attached:
            self.sure.settle()
        await self._unfold()
        for proof in self._runnable():
            await proof.wait()
        self._runnable()[0].scroll_visible(animate=False, top=True)
        self.post_message(RunClaims(self, self.claims, fresh=fresh))

    async def _unfold(self) -> None:
        """Mount each claim with room for its experiment below; until then they are one text."""
        if not self.proofs:
            self.proofs = [ProofWidget(name, claim) for name, claim in self.rests_on]
            sentences = self.query_one("#sentences")
            mounted = self.query_one("#claims").mount_all(self.proofs, after=sentences)
            await sentences.remove()
            await mounted

    async def _break(self, mutant: Mutant, place: int, total: int) -> None:
        """Show a planted bug, and ask for the claims of its family, this answer's own first, until one catches it."""
        await self.query(MutantCard).remove()
        card = MutantCard(mutant, self.experiments.change(mutant), place, total)
        await self.query_one("#column").mount(card, after="#claims")
        card.scroll_visible(animate=False)
        self._hunting = card
        self.post_message(HuntMutant(self, mutant, self.claims))

    async def show_event(self, event: Event) -> None:
        if self._hunting is not None:
            await self._hunting.show(event)
        elif isinstance(event, TaskEvent):
            await self._runnable()[event.index].show(event)
            if isinstance(event, TaskEnded):
                self.post_message(self.Proved(event.result, self._confidence))

    async def show_end(self, *, stopped: bool) -> None:
        del stopped  # what has no result says so either way
        for shown in [self._hunting] if self._hunting is not None else self._runnable():
            await shown.stop()
        self._hunting = None
