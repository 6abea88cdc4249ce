"""The quiz as a Textual app: it walks from screen to screen, and owns the session and the experiments."""

from __future__ import annotations

import asyncio
import gc
import importlib
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from quizdl.bank.model import Language, Topic
from quizdl.bank.question import AnyQuestion
from quizdl.errors import BadSetting, QuizdlError
from quizdl.report.errors import say_error
from quizdl.report.text import harmless
from quizdl.report.wording import say_storage_warning
from quizdl.study.cards import day_of
from quizdl.study.learner import Learner
from quizdl.study.selection import Selection, asked_for, draw, due_within
from quizdl.study.study_session import StudySession
from quizdl.tui.answering import Answering
from quizdl.tui.experiments import Experiments
from quizdl.tui.screens.base import WorkFailed
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.too_small import LEAST_HEIGHT, LEAST_WIDTH, TooSmallScreen
from quizdl.tui.themes import DARK, LIGHT
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.drawn import NORMAL, TALL
from quizdl.tui.widgets.plain import bank as bank_voice
from quizdl.tui.widgets.plain import words
from quizdl.verify.catalogue import Catalogue

if TYPE_CHECKING:
    from quizdl.study.rehearsal import Rehearsal
    from quizdl.study.storage_warnings import StorageWarning
    from quizdl.tui.screens.home import HomeScreen
    from quizdl.verify.service import Service

MOST_SEEDS = 2**31
MINUTES = 30  # of a session over what is due, and of a mock interview, begun from home
WIDTHS = [(0, "-narrow"), (NORMAL, "-normal")]  # from how many cells on which layout
HEIGHTS = [(0, "-flat"), (TALL, "-tall")]
NEXT_NEEDED = ("quizdl.tui.screens.answer", "textual.highlight", "plotext")
SECONDS_TO_DRAW = 0.1  # what is not needed for the first frame waits until that has been drawn


class QuizApp(Answering):
    """The quiz of one reader over one bank. Without a catalogue experiments do not run; `why_no_proofs` says why.

    It opens with `questions` where they are given, and at home where not. `asks_background`: the terminal's
    background decides between dark and light. `remember` keeps a setting (its name, its value) for the next start.
    """

    CSS_PATH = "quizdl.tcss"
    TITLE = "quizdl"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(
        self,
        learner: Learner,
        catalogue: Catalogue | None,
        *,
        language: Language,
        questions: Sequence[AnyQuestion] | None = None,
        seed: int | None = None,
        why_no_proofs: str = "",
        light: bool = False,
        asks_background: bool = False,
        remember: Callable[[str, str], None] | None = None,
        until: datetime | None = None,
        rehearsal: Rehearsal | None = None,
        service: Service | None = None,
    ) -> None:
        super().__init__()
        self.set_reactive(QuizApp.language, language)
        self.learner = learner
        self.study = StudySession(learner)
        self.questions = questions
        self.seed = seed
        self.until = until  # the interview
        self.rehearsal = rehearsal
        self.asks_background = asks_background
        self._remember = remember
        self.why_no_proofs = "" if catalogue else why_no_proofs
        self.experiments = Experiments(catalogue, service, None if catalogue else why_no_proofs)
        self.titles = {topic.name: topic.title for topic in learner.bank.topics}
        self._told: StorageWarning | None = None  # the warning that the reader has seen
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.set_reactive(
            QuizApp.theme, (LIGHT if light else DARK).name
        )  # the watcher would read the styles a second time
        self.stylesheet.set_variables(self.get_css_variables())

    # Coming and going

    def get_default_screen(self) -> Screen[None]:
        """The first screen, at the bottom of the stack: no blank one is drawn before it."""
        if self.questions is None:
            return self._home()
        self.study.begin(self.questions, self._new_seed())
        return self._asking()

    def on_mount(self) -> None:
        if self.rehearsal:
            self.push_screen(self.interviewing())
        self._fit(self.size)

    def on_ready(self) -> None:
        self.set_timer(SECONDS_TO_DRAW, self._start_warming)

    def _start_warming(self) -> None:
        if not self.over:
            self.tell_storage_warning()  # a notification needs the screen to be there
            warm: Callable[[], object] = self._warm  # not the coroutine: one that never starts complains
            self.run_worker(warm, group="warm", exit_on_error=False)

    async def _warm(self) -> None:
        """After the first frame: start the server of experiments, import what the next screens need."""
        gc.enable()
        await self.experiments.warm()
        await asyncio.to_thread(importlib.import_module, "quizdl.study.scheduling")
        for module in NEXT_NEEDED:
            await asyncio.to_thread(importlib.import_module, module)

    async def on_unmount(self) -> None:
        self.workers.cancel_all()
        await self.experiments.close()

    def on_resize(self, event: Resize) -> None:
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        """Cover everything while the terminal is too small for it."""
        small = size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT
        shown = isinstance(self.screen, TooSmallScreen)
        if small and not shown:
            self.push_screen(TooSmallScreen())
        elif shown and not small:
            self.pop_screen()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            self.on_work_failed(WorkFailed(event.worker.error))

    def on_work_failed(self, event: WorkFailed) -> None:
        if isinstance(event.error, QuizdlError):
            self.notify(harmless(say_error(self.language, event.error)), severity="error", markup=False, timeout=15)
            return
        what = f"{type(event.error).__name__}: {event.error}"
        message = words("trouble", what=what)(self.language).plain
        self.notify(message, severity="error", markup=False, timeout=10)

    def remember(self, setting: str, value: str) -> None:
        if self._remember is not None:
            try:
                self._remember(setting, value)
            except (OSError, BadSetting):
                self.notify(words("not_remembered")(self.language).plain, severity="warning", markup=False)

    def tell_storage_warning(self) -> None:
        """Say it once, when progress is not saved or had to be restored."""
        warning = self.learner.store.warning
        if warning != self._told:
            self._told = warning
            message = (
                say_storage_warning(self.language, warning) if warning else words("trouble.saved")(self.language).plain
            )
            self.notify(message, severity="warning", markup=False, timeout=15)

    # From screen to screen

    @cached_property
    def topic_of(self) -> dict[str, Topic]:
        """Of each question id, its topic. Not made before it is needed: the home screen opens without the questions."""
        return {summary.id: topic for topic in self.learner.bank.topics for summary in topic.summaries()}

    def _new_seed(self) -> int:
        return random.randrange(MOST_SEEDS) if self.seed is None else self.seed

    def _home(self) -> Screen[None]:
        from quizdl.tui.screens.home import HomeScreen, TopicCount  # a session may begin without it

        counts = [
            TopicCount(topic.name, topic.title, len(topic.questions), self._due(topic), self._proven(topic))
            for topic in self.learner.bank.topics
        ]
        streak, proven = self.study.session.streak, len(self.learner.proven)
        return HomeScreen(counts, proven=proven, streak=streak, left=self.study.left, why_no_proofs=self.why_no_proofs)

    def _due(self, topic: Topic) -> int:
        if not self.learner.cards:
            return len(topic.questions)
        now = self.learner.now()
        return sum(self.learner.state(summary, now) != "later" for summary in topic.summaries())

    def _proven(self, topic: Topic) -> int:
        if not self.learner.proven:
            return 0
        return len({claim for summary in topic.summaries() for claim in summary.verify} & self.learner.proven)

    def sit(self, questions: Sequence[AnyQuestion]) -> None:
        self.study.begin(questions, self._new_seed())
        self.ask()

    def ask(self) -> None:
        self.show(self._asking())

    def _asking(self) -> Screen[None]:
        session = self.study.session
        question = session.current
        if question is None:
            return self._summary()
        self.study.asked()
        return QuestionScreen(
            question,
            session.display_order(question),
            self._place(question),
            changed=self.learner.changed(question),
            draft=self.learner.draft(question),
            keep=partial(self.keep_draft, question),
        )

    def _summary(self) -> Screen[None]:
        from quizdl.tui.screens.summary import SummaryScreen

        return SummaryScreen(self.study.summary(), self.titles, self.learner.store.unsaved)

    def _place(self, question: AnyQuestion) -> Place:
        title = bank_voice(self.topic_of[question.id].title)
        return Place(title, self.study.session.position + 1, self.study.session.total)

    def show(self, screen: Screen[None]) -> None:
        """Put `screen` in the place of the present one, unless the reader has quit."""
        if self.over:
            return
        small = isinstance(self.screen, TooSmallScreen)
        if small:
            self.pop_screen()
        if len(self.screen_stack) == 1:
            self.push_screen(screen)  # the first one stays beneath: Textual cannot switch the bottom of the stack
        else:
            self.switch_screen(screen)
        if small:
            self.push_screen(TooSmallScreen())

    def on_home_screen_chosen(self, event: HomeScreen.Chosen) -> None:
        if event.due:
            chosen = asked_for(due_within(self.learner, MINUTES), self.learner.bank)
        else:
            chosen = draw(Selection(event.topics, only="due"), self.learner) if event.topics else []
        if not chosen:  # nothing is due there: everything, then
            chosen = draw(Selection(event.topics), self.learner, seed=self._new_seed())
        self.sit(chosen)

    def on_home_screen_resumed(self) -> None:
        self.show(self._asking() if self.study.resume() else self._home())

    def on_home_screen_interview(self) -> None:
        from quizdl.tui.screens.home import HomeScreen

        if not isinstance(self.screen, HomeScreen):  # a key struck twice, or behind one that left home
            return
        from quizdl.study.rehearsal import Rehearsal

        rehearsal = Rehearsal(self.learner, MINUTES, self._new_seed())
        if rehearsal.interview.current is None:
            self.notify(words("home.no_open")(self.language).plain, markup=False)
        else:
            self.rehearsal = rehearsal
            self.show(self.interviewing())

    def on_home_screen_stats(self) -> None:
        from quizdl.tui.screens.stats import StatsScreen

        today = day_of(self.learner.now().astimezone())
        self.show(StatsScreen(self.learner.stats(self.until), self.titles, today, self.experiments.catalogue))

    def on_home_screen_reports(self) -> None:
        from quizdl.report.past import past_reports
        from quizdl.tui.screens.reports import ReportsScreen

        self.show(ReportsScreen(past_reports()))

    def on_go_home(self) -> None:
        self.rehearsal = None
        self.show(self._home())

    def on_next_question(self) -> None:
        self.study.advance()
        self.ask()

    def on_leave_session(self) -> None:
        self.show(self._summary())

    def on_summary_screen_repeat(self) -> None:
        self.sit(self.study.summary().wrong)
