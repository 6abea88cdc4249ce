"""Navigate the quiz: each screen is made of values, and replaces the previous one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.screen import Screen

from quizdl.bank.model import Text, Topic
from quizdl.bank.question import AnyQuestion, CodeQuestion
from quizdl.study.cards import day_of
from quizdl.study.selection import asked_for
from quizdl.tui.interview_day import InterviewDay
from quizdl.tui.marks import marks_of, marks_of_questions
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.too_small import LEAST_HEIGHT, LEAST_WIDTH, TooSmallScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.content import bank as bank_voice
from quizdl.tui.widgets.content import together, words

if TYPE_CHECKING:
    from quizdl.report.view.home import Detail, Row
    from quizdl.study.sets import SetKind
    from quizdl.tui.answer_state import AnswerState
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.home import HomeScreen, Wanted
    from quizdl.tui.screens.summary import SummaryScreen
    from quizdl.tui.screens.welcome import WelcomeScreen
    from quizdl.words import Language

MOST_SEEDS = 2**31
WELCOMED = "welcomed"  # the name of a setting in the progress: the first run is over
MINUTES = 30  # of a mock interview that begins at home


class Navigator:
    """Chooses the next screen. The app forwards the messages of screens here."""

    def __init__(self, app: QuizApp, seed: int | None, until: datetime | None) -> None:
        self._app = app
        self._seed = seed
        self._interview_day = InterviewDay(until, app.learner.now, app.remember)
        self._tries = False  # the question of the welcome is being tried
        self._begun: SetKind | None = None  # what the last set was about that began at home
        self._folds: dict[str, bool] = {}  # tracks that the reader opened or closed at home

    @cached_property
    def topic_of(self) -> dict[str, Topic]:
        """Topics by question id. Made at its first use: the home screen opens without the questions."""
        return {summary.id: topic for topic in self._app.learner.bank.topics for summary in topic.summaries()}

    @cached_property
    def titles(self) -> dict[str, Text]:
        return {topic.name: topic.title for topic in self._app.learner.bank.topics}

    @cached_property
    def track_of(self) -> dict[str, Text]:
        """Titles of tracks by the names of their topics."""
        tracks = self._app.learner.bank.description.tracks
        return {topic: track.title for track in tracks for topic in track.topics}

    def place(self, question: AnyQuestion) -> Place:
        """Where the reader is, for the top line."""
        session, topic = self._app.study.session, self.topic_of[question.id]
        titles = [title for title in (self.track_of.get(topic.name), topic.title) if title is not None]
        name = together(*map(bank_voice, titles), between=" › ")
        return Place(name, session.position + 1, session.total, marks_of(session))

    def show(self, screen: Screen[None], answer_state: AnswerState | None = None) -> None:
        """Replace the current screen, unless the reader has quit. The screen of an answer comes with its state."""
        app = self._app
        if app.over:
            return
        app.answer_state = answer_state
        app.experiment_flow.stop()
        app.practice_flow.stop(screen)
        small = isinstance(app.screen, TooSmallScreen)
        if small:
            app.pop_screen()
        while len(app.screen_stack) > 2:  # code or a claim above the screen that is replaced
            app.pop_screen()
        if len(app.screen_stack) == 1:
            app.push_screen(screen)  # the first one stays beneath: Textual cannot switch the bottom of the stack
        else:
            app.switch_screen(screen)
        if small:
            app.push_screen(TooSmallScreen())

    def fit(self, size: Size) -> None:
        """Cover the screen while the terminal is too small."""
        small = size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT
        shown = isinstance(self._app.screen, TooSmallScreen)
        if small and not shown:
            self._app.push_screen(TooSmallScreen())
        elif shown and not small:
            self._app.pop_screen()

    def first(self, questions: Sequence[AnyQuestion] | None, *, welcomes: bool = False) -> Screen[None]:
        """The first screen of the quiz: the first of these questions; without questions the welcome, or home."""
        if questions is None:
            return self._welcome() if welcomes else self._home()
        self._app.study.begin(questions, self._new_seed())
        return self._current()

    # A session

    def begin(self, questions: Sequence[AnyQuestion]) -> None:
        """Begin a session over these questions."""
        self._app.study.begin(questions, self._new_seed())
        self.ask()

    def ask(self) -> None:
        """Show the current question of the session, or its end."""
        self.show(self._current())

    def next_question(self) -> None:
        self._app.study.advance()
        if self._tries:
            self._end_try()
        else:
            self.ask()

    def _end_try(self) -> None:
        """One question, one proof: the path comes next, not a summary."""
        self.home()
        self._app.notices.show("welcome.tried")

    def _current(self) -> Screen[None]:
        app, session = self._app, self._app.study.session
        question = session.current
        if question is None:
            return self._end()
        if isinstance(question, CodeQuestion):
            return app.practice_flow.card(question)
        return QuestionScreen(
            question,
            session.display_order(question),
            self.place(question),
            changed=app.learner.changed(question),
            draft=app.learner.draft(question),
            keep=partial(app.answer_flow.keep_draft, question),
            seconds=app.experiments.seconds_of(question),
        )

    def summary(self) -> None:
        """Leave the session for its summary."""
        study = self._app.study
        if study.session.is_answered:
            study.advance()
        if self._tries:
            self._end_try()
        else:
            self.show(self._end())

    def _end(self) -> Screen[None]:
        """The summary of the session; home where nothing was answered."""
        if not self._app.study.session.answers:
            return self._home()
        from quizdl.report.view.summary import summary_view
        from quizdl.tui.screens.summary import SummaryScreen

        app, session = self._app, self._app.study.session
        summary, catalogue = app.study.summary(), app.experiments.catalogue
        marks, is_over = marks_of_questions(session), session.current is None
        place = Place(words("place.summary" if is_over else "place.so_far"), len(summary.reviewed), len(marks), marks)
        view = partial(summary_view, summary, catalogue=catalogue)
        return SummaryScreen(place, view, is_over=is_over, unsaved=app.learner.store.unsaved)

    def picked_at_summary(self, event: SummaryScreen.Picked) -> None:
        """Go on with the session, begin another one, or one over what was missed, from one question on."""
        match event.what:
            case "go_on":
                self.ask()
            case "another":
                from quizdl.study.sets import another_set

                self.begin(another_set(self._begun, self._app.learner, self._new_seed()))
            case "missed":
                missed = [reviewed.question for reviewed in self._app.study.summary().missed]
                place = next((place for place, question in enumerate(missed) if question.id == event.first), 0)
                self.begin(missed[place:] + missed[:place])

    # The first run

    def _welcome(self) -> Screen[None]:
        from quizdl.tui.screens.welcome import Beginning, WelcomeScreen
        from quizdl.tui.themes import AS_TERMINAL, THEMES
        from quizdl.verify.dependencies import NOT_INSTALLED, version_of  # it looks torch up, and imports nothing

        app, bank = self._app, self._app.learner.bank
        torch, questions = version_of("torch"), sum(len(topic.questions) for topic in bank.topics)
        told = Beginning(questions, len(bank.description.tracks), "" if torch == NOT_INSTALLED else torch)
        return WelcomeScreen(told, (*THEMES, AS_TERMINAL), app.theme_choice.chosen, self._interview_day.is_to_come)

    def picked_at_welcome(self, event: WelcomeScreen.Picked) -> None:
        """Begin as the reader wants to; the welcome is not shown again."""
        app = self._app
        app.learner.store.set_setting(WELCOMED, "yes")
        if event.what == "try":
            self._tries = True
            self.begin(asked_for([app.learner.bank.description.first], app.learner.bank))
            return
        if event.what == "date":
            self._interview_day.choose(event.day)
        self.home()

    # Home, and what is reached from there

    def home(self) -> None:
        self._tries = False
        self._app.interview_flow.rehearsal = None
        self.show(self._home())

    def _home(self) -> Screen[None]:
        from quizdl.report.view.home import detail_of
        from quizdl.study.overview import overview
        from quizdl.tui.screens.home import HomeScreen  # a session may begin without it

        app, learner = self._app, self._app.learner
        told = overview(learner, app.study.left, self._interview_day.at)

        def details(row: Row | None, language: Language) -> Detail | None:
            return detail_of(row, told, learner, language, app.experiments.catalogue)

        return HomeScreen(told, details, self._folds, why_no_proofs=app.why_no_proofs)

    def picked_at_home(self, event: HomeScreen.Picked) -> None:
        self.go(event.what, event.topic)

    def go(self, what: Wanted, topic: str = "") -> None:
        """Go where the reader wants to."""
        match what:
            case "resume":
                self.show(self._current() if self._app.study.resume() else self._home())
            case "interview":
                self._interview()
            case "stats":
                self._stats()
            case "reports":
                self._app.report_flow.list_all()
            case _:
                from quizdl.study.sets import SetKind, set_of

                self._begun = SetKind(what, topic)
                self.begin(set_of(self._begun, self._app.learner, self._new_seed()))

    def _interview(self) -> None:
        if not self._app.interview_flow.is_on:  # the key may be struck twice
            self._app.interview_flow.begin(MINUTES, self._new_seed())

    def _stats(self) -> None:
        from quizdl.study.overview import overview
        from quizdl.tui.screens.stats import StatsScreen

        learner, until = self._app.learner, self._interview_day.at
        stats, today = learner.stats(until), day_of(learner.now().astimezone())
        told = overview(learner, until=until, streak=stats.streak)
        self.show(StatsScreen(stats, told, learner.bank, today, self._interview_day.is_to_come))

    def interview_on(self, day: str) -> None:
        """Keep the day of the interview, and show the progress towards it."""
        self._interview_day.choose(day)
        self._stats()

    def claim(self, name: str) -> None:
        """Show a claim above the current screen."""
        from quizdl.tui.screens.claim import ClaimScreen

        experiments = self._app.experiments
        if experiments.catalogue is not None:
            self._app.push_screen(ClaimScreen(experiments.catalogue.claim(name), experiments))

    def _new_seed(self) -> int:
        return random.randrange(MOST_SEEDS) if self._seed is None else self._seed
