"""The quiz as a Textual app. It owns the session, the experiments and the settings.

Screens take values and send messages. The app passes a message on to the part that answers it: the navigator walks
from screen to screen, flows grade, interview and report, and the global actions are what the keys do everywhere.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.events import Resize
from textual.reactive import reactive, var
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from quizdl.bank.question import AnyQuestion
from quizdl.errors import BadSetting
from quizdl.study.learner import Learner
from quizdl.study.study_session import StudySession
from quizdl.tui.answer_flow import AnswerFlow
from quizdl.tui.experiment_flow import ExperimentFlow
from quizdl.tui.experiments import Experiments
from quizdl.tui.global_actions import GlobalActions
from quizdl.tui.interview_flow import InterviewFlow
from quizdl.tui.navigator import Navigator
from quizdl.tui.notices import Notices
from quizdl.tui.practice_flow import PracticeFlow
from quizdl.tui.report_flow import ReportFlow
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.terminal_app import TerminalApp
from quizdl.tui.themes import THEMES, ThemeChoice
from quizdl.tui.widgets.lines_widget import NORMAL, TALL, WIDE
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.study.rehearsal import Rehearsal
    from quizdl.tui.answer_state import AnswerState
    from quizdl.tui.screens.answer import AnswerScreen
    from quizdl.tui.screens.exercise_card import ExerciseCardScreen
    from quizdl.tui.screens.experiment import HuntMutant, RunClaims
    from quizdl.tui.screens.home import HomeScreen
    from quizdl.tui.screens.interview import InterviewScreen
    from quizdl.tui.screens.measure import MeasureScreen
    from quizdl.tui.screens.practice import PracticeScreen
    from quizdl.tui.screens.proving import ProvingScreen
    from quizdl.tui.screens.reports import ReportPicked
    from quizdl.tui.screens.spoken import SpokenScreen
    from quizdl.tui.screens.summary import SummaryScreen
    from quizdl.tui.screens.welcome import WelcomeScreen
    from quizdl.tui.widgets.setting_line import SettingLine
    from quizdl.verify.service import Service

WIDTHS = [(0, "-narrow"), (NORMAL, "-normal"), (WIDE, "-wide")]  # from how many cells on which layout
HEIGHTS = [(0, "-flat"), (TALL, "-tall")]
NEXT_NEEDED = ("quizdl.tui.screens.answer", "quizdl.tui.screens.find", "quizdl.tui.widgets.highlighting", "plotext")
SECONDS_TO_DRAW = 0.1  # what is not needed for the first frame waits until that has been drawn


class QuizApp(TerminalApp):
    """The quiz of one reader over one bank. Without a catalogue experiments do not run; `why_no_proofs` says why.

    It opens with `questions` where they are given; where not at home, or with the welcome if it `welcomes`. It is dark
    unless `theme` says otherwise. `remember` keeps a setting (its name, its value) for the next start.
    """

    CSS_PATH = "quizdl.tcss"
    TITLE = "quizdl"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = GlobalActions.BINDINGS
    ENABLE_COMMAND_PALETTE = False  # ours is a part of find

    language: reactive[Language] = reactive("en")
    answer_state: var[AnswerState | None] = var(None)  # of the answer in sight; its screen watches it

    def __init__(
        self,
        learner: Learner,
        catalogue: Catalogue | None,
        *,
        language: Language,
        questions: Sequence[AnyQuestion] | None = None,
        seed: int | None = None,
        why_no_proofs: str = "",
        theme: ThemeChoice | None = None,
        remember: Callable[[str, str], None] | None = None,
        until: datetime | None = None,
        rehearsal: Rehearsal | None = None,
        welcomes: bool = False,
        service: Service | None = None,
    ) -> None:
        super().__init__()
        self.set_reactive(QuizApp.language, language)
        self.learner = learner
        self.study = StudySession(learner)
        self.questions = questions
        self.welcomes = welcomes
        self.theme_choice = theme or ThemeChoice("dark")
        self._remember = remember
        self.why_no_proofs = "" if catalogue else why_no_proofs
        self.experiments = Experiments(catalogue, self.why_no_proofs)
        self.experiment_flow = ExperimentFlow(self, service)
        self.notices = Notices(self)
        self.navigator = Navigator(self, seed, until)
        self.actions = GlobalActions(self)
        self.answer_flow = AnswerFlow(self)
        self.practice_flow = PracticeFlow(self)
        self.interview_flow = InterviewFlow(self, rehearsal)
        self.report_flow = ReportFlow(self)
        self.over = False  # the reader has quit: what arrives from now on is nothing
        for known in THEMES.values():
            self.register_theme(known)
        shown = self.theme_choice.theme.name
        self.set_reactive(QuizApp.theme, shown)  # the watcher would read the styles a second time
        self.stylesheet.set_variables(self.get_css_variables())

    # Coming and going

    def get_default_screen(self) -> Screen[None]:
        """The first screen, at the bottom of the stack: no blank one is drawn before it."""
        return self.navigator.first(self.questions, welcomes=self.welcomes)

    def on_mount(self) -> None:
        if self.interview_flow.is_on:
            self.push_screen(self.interview_flow.screen())
        self.navigator.fit(self.size)

    def on_ready(self) -> None:
        self.set_timer(SECONDS_TO_DRAW, self._start_warming)

    def _start_warming(self) -> None:
        if not self.over:
            self.notices.show_storage_warning()  # a notification needs the screen to be there
            warm: Callable[[], object] = self._warm  # not the coroutine: one that never starts complains
            self.run_worker(warm, group="warm", exit_on_error=False)

    async def _warm(self) -> None:
        """After the first frame: start the server of experiments, import what the next screens need."""
        gc.enable()
        await self.experiment_flow.warm()
        await asyncio.to_thread(importlib.import_module, "quizdl.study.scheduling")
        for module in NEXT_NEEDED:
            await asyncio.to_thread(importlib.import_module, module)

    async def on_unmount(self) -> None:
        self.workers.cancel_all()
        await self.experiment_flow.close()

    def on_resize(self, event: Resize) -> None:
        self.navigator.fit(event.size)

    def exit(self, *arguments: Any, **named: Any) -> None:
        self.over = True
        super().exit(*arguments, **named)

    # Keys

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run the action of a key, unless the quiz, or the screen that got the key, has ended."""
        screen = self.screen
        if self.over or (isinstance(screen, QuizScreen) and not screen.hears(str(action).removeprefix("app."))):
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.actions.allows(action) and super().check_action(action, parameters)

    def action_language(self) -> None:
        self.actions.switch_language()

    def action_theme(self) -> None:
        self.actions.switch_theme()

    def action_help(self) -> None:
        self.actions.help()

    def action_undo(self) -> None:
        self.actions.undo()

    def action_bookmark(self) -> None:
        self.actions.bookmark()

    def action_note(self) -> None:
        self.actions.note()

    def action_find(self) -> None:
        self.actions.find()

    def action_commands(self) -> None:
        self.actions.find_commands()

    def action_interrupt(self) -> None:
        self.actions.interrupt()

    async def action_quit(self) -> None:
        self.exit(0)

    # Messages of screens

    def on_go_home(self) -> None:
        self.navigator.home()

    def on_next_question(self) -> None:
        self.navigator.next_question()

    def on_leave_session(self) -> None:
        self.navigator.summary()

    def on_summary_screen_picked(self, event: SummaryScreen.Picked) -> None:
        self.navigator.picked_at_summary(event)

    def on_welcome_screen_picked(self, event: WelcomeScreen.Picked) -> None:
        self.navigator.picked_at_welcome(event)

    def on_setting_line_chosen(self, event: SettingLine.Chosen) -> None:
        self.actions.choose(event.setting, event.value)

    def on_home_screen_picked(self, event: HomeScreen.Picked) -> None:
        self.navigator.picked_at_home(event)

    def on_question_screen_answered(self, event: QuestionScreen.Answered) -> None:
        self.answer_flow.answered(event)

    def on_measure_screen_measured(self, event: MeasureScreen.Measured) -> None:
        self.answer_flow.measured(event)

    def on_measure_screen_revealed(self, event: MeasureScreen.Revealed) -> None:
        self.answer_flow.revealed(event)

    def on_answer_screen_ticked(self, event: AnswerScreen.Ticked) -> None:
        self.answer_flow.ticked(event)

    def on_answer_screen_overruled(self, event: AnswerScreen.Overruled) -> None:
        self.answer_flow.overruled(event)

    def on_proving_screen_proved(self, event: ProvingScreen.Proved) -> None:
        self.answer_flow.proved(event)

    def on_exercise_card_screen_picked(self, event: ExerciseCardScreen.Picked) -> None:
        self.practice_flow.picked(event)

    def on_practice_screen_wished(self, event: PracticeScreen.Wished) -> None:
        self.practice_flow.wished(event)

    def on_run_claims(self, event: RunClaims) -> None:
        self.experiment_flow.run_claims(event)

    def on_hunt_mutant(self, event: HuntMutant) -> None:
        self.experiment_flow.hunt(event)

    def on_stop_experiments(self) -> None:
        self.experiment_flow.stop()

    def on_interview_screen_done(self, event: InterviewScreen.Done) -> None:
        self.interview_flow.done(event)

    def on_spoken_screen_closed(self, event: SpokenScreen.Closed) -> None:
        self.report_flow.closed(event)

    def on_report_picked(self, event: ReportPicked) -> None:
        self.report_flow.picked(event)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            self.notices.show_error(event.worker.error)

    # What is kept

    def remember(self, setting: str, value: str) -> None:
        if self._remember is not None:
            try:
                self._remember(setting, value)
            except (OSError, BadSetting):
                self.notices.show_not_remembered()

    @property
    def asks_background(self) -> bool:
        """Whether the driver asks the terminal for its background as it starts."""
        return self.theme_choice.follows_terminal

    def background_is(self, lightness: float) -> None:
        """The terminal has told its background (0 black, 1 white): follow it, unless the reader chose a theme."""
        self.theme_choice.light_terminal = lightness > 0.5
        self.theme = self.theme_choice.theme.name
