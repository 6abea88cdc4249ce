"""A prediction while its experiment runs: the prediction and the progress, without the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from quizdl.bank.question import NumberQuestion
from quizdl.report.view.number_answer import in_unit
from quizdl.report.view.picture import Line, growing_picture, lines_of
from quizdl.report.view.proof import number_of, numbers_of, why_no_number
from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, LeaveSession, NextQuestion
from quizdl.tui.screens.experiment import ExperimentScreen, RunClaims
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.chart import SECONDS_BETWEEN_FRAMES, Chart
from quizdl.tui.widgets.claim_run import Running, RunProgress
from quizdl.tui.widgets.content import MUTED, LocalizedText, below, escaped, fixed, together, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.late import mount_late
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, prompt
from quizdl.verify.events import TaskBegan, TaskEnded, TaskUpdated
from quizdl.verify.updates import Partial
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.verify.events import Event
    from quizdl.verify.result import Result


def _named(name: str) -> LocalizedText:
    """The name of a line, as wide as that of the other."""

    def text(language: Language) -> Content:
        width = max(words(f"measure.{of}")(language).cell_length for of in ("you", "measured")) + 2
        shown = words(name, MUTED)(language)
        return shown.pad_right(width - shown.cell_length)

    return text


class MeasureScreen(ScrollsCode, ExperimentScreen):
    """Requests the experiment that decides a prediction, and sends its result.

    Where that gives no number it says why, and offers the answer.
    """

    CSS_PATH = SCREENS_CSS
    FOCUS: ClassVar[tuple[str, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "reveal", "key.reveal"),
        bind("v", "measure", "key.measure"),
        bind("x", "stop", "key.stop"),
        bind("n", "skip", "key.skip"),
        bind("escape", "leave", "key.leave"),
        *SIDEWAYS,
    ]

    class Measured(Message):
        """The experiment gave the number."""

        def __init__(self, given: float, truth: float, result: Result) -> None:
            super().__init__()
            self.given = given
            self.truth = truth
            self.result = result

    class Revealed(Message):
        """There is no number, and the reader asks for the answer."""

        def __init__(self, given: float) -> None:
            super().__init__()
            self.given = given

    def __init__(self, question: NumberQuestion, given: float, experiments: Experiments, place: Place) -> None:
        super().__init__(place)
        self.question = question
        self.given = given
        self.experiments = experiments
        name = (question.measured or "").partition("/")[0]
        self.claim = next((claim for known, claim in experiments.claims(question) if known == name), None)
        self.chart = Chart()
        self.awaited = Label(together(_named("measure.measured"), fixed("···  ", MUTED)), classes="name")
        self.stage = VerticalGroup(id="stage")
        self._growing: tuple[Line, ...] = ()  # the curve so far
        self._drawing: Timer | None = None
        self._told = False  # what came of the experiment

    def column(self) -> ComposeResult:
        yield prompt(self.question.prompt)
        yield Label(together(_named("measure.you"), fixed(in_unit(self.question, self.given), "$accent")))
        with HorizontalGroup(id="measured"):
            yield self.awaited
            yield self.stage
        yield self.chart

    def on_mount(self) -> None:
        if self.runnable:
            self.action_measure()
        else:
            why = self.experiments.why_off if self.experiments.are_off else words("proof.unknown")
            self.call_later(self._fail, why)

    @property
    def runnable(self) -> bool:
        return not self.experiments.are_off and self.claim is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "stop":
            return self.running
        if action in ("reveal", "skip"):
            return not self.running
        if action == "measure":
            return self.runnable and not self.running
        return True

    def action_measure(self) -> None:
        self.begin(self._measure)

    def action_reveal(self) -> None:
        self.hand_over(self.Revealed(self.given))

    def action_skip(self) -> None:
        self.hand_over(NextQuestion())

    def action_leave(self) -> None:
        self.hand_over(LeaveSession())

    async def _measure(self) -> None:
        """Ask for the experiment."""
        assert self.claim is not None
        self._told = False
        self._growing = ()
        self.awaited.display = True
        await self._show(Running(RunProgress(self.claim.seconds)))
        self.post_message(RunClaims(self, [self.claim], fresh=False))

    async def show_event(self, event: Event) -> None:
        """Show the progress of the experiment, and the curve as it grows."""
        match event:
            case TaskBegan():
                self.query_one(Running).progress.begin()
            case TaskUpdated(_, _, update) if isinstance(update, Partial):
                self._grow(lines_of(update.curves))
            case TaskUpdated(_, _, update):
                self.query_one(Running).progress.hear(update)
            case TaskEnded(_, task, result):
                self._told = True
                truth = number_of(result, self.question.measured or "")
                if truth is not None:
                    self.hand_over(self.Measured(self.given, truth, result))
                elif result.reason and not numbers_of(result):
                    await self._fail(lambda language: escaped(why_no_number(result, task.claim, language)))
                else:
                    await self._fail(words("grade.not_measured"))

    async def show_end(self, *, stopped: bool) -> None:
        if not self._told:
            await self._fail(words("proof.stopped" if stopped else "grade.not_measured"))

    def _grow(self, lines: tuple[Line, ...]) -> None:
        """Draw the subject's curve soon: without its name and without others, for these could tell the number."""
        self._growing = tuple(line._replace(name="") for line in lines if line.role == "subject")
        if self._drawing is None:
            self._drawing = self.set_timer(SECONDS_BETWEEN_FRAMES, self._draw)

    def _draw(self) -> None:
        self._drawing = None
        if self.running and self._growing:
            self.chart.show(lambda language: growing_picture(self._growing, language))

    async def _show(self, *parts: Label) -> None:
        await self.stage.remove_children()
        await mount_late(self.stage, *parts)

    async def _fail(self, why: LocalizedText) -> None:
        """Say why there is no number, and what the reader can do now."""
        self.chart.display = False
        self.awaited.display = False
        offer = words("measure.offer" if self.runnable else "measure.offer_only", MUTED)
        await self._show(Label(below(words("measure.failed", "$accent", why=why), offer)))
        self.body.scroll_home(animate=False)
        self.refresh_bindings()
