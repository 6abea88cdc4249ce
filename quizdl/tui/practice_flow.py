"""Exercises: when they are written, the reader's file and editor, the judging, and how it went."""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing
from typing import TYPE_CHECKING

from quizdl.bank.question import CodeQuestion
from quizdl.errors import QuizdlError
from quizdl.tui.widgets.content import words

if TYPE_CHECKING:  # these take their time to import, and the first frame must not wait for them
    from collections.abc import AsyncGenerator, Iterator

    from textual.screen import Screen
    from textual.worker import Worker

    from quizdl.practice.attempt import Step
    from quizdl.practice.editor import Editor
    from quizdl.practice.own_bugs import OwnBug
    from quizdl.practice.round import ExerciseRound
    from quizdl.study.cards import Rating
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.exercise_card import ExerciseCardScreen
    from quizdl.tui.screens.practice import PracticeScreen


class PracticeFlow:
    """From the card of an exercise to its answer. Its screen shows what `_follow` finds in the reader's file."""

    def __init__(self, app: QuizApp) -> None:
        self._app = app
        self._screen: PracticeScreen | None = None  # of the exercise that is being written
        self._data = b""  # of its file
        self._rating: Rating | None = None  # once it is rated
        self._worker: Worker[None] | None = None
        self._broken = b""  # the file as bugs are planted in it
        self._bugs: Iterator[OwnBug] = iter(())  # those to come

    # Coming to it

    def card(self, question: CodeQuestion) -> Screen[None]:
        """The card of an exercise; where the session holds nothing else, the exercise itself follows at once."""
        from quizdl.tui.screens.exercise_card import ExerciseCardScreen

        app = self._app
        why_not = app.experiments.why_off if app.experiments.are_off else None
        return ExerciseCardScreen(
            question,
            app.navigator.place(question),
            changed=app.learner.changed(question),
            why_not=why_not,
            at_once=why_not is None and app.study.session.total == 1,
        )

    def picked(self, event: ExerciseCardScreen.Picked) -> None:
        """Write the exercise now, at the end of the set, or leave all exercises out of it."""
        question = self._app.study.session.current
        match event.when:
            case "now" if isinstance(question, CodeQuestion):
                self._begin(question)
                return
            case "later":
                self._app.study.put_off()
            case "not here":
                self._app.study.leave_out_exercises()
        self._app.navigator.ask()

    def _work(self, question: CodeQuestion) -> ExerciseRound:
        """The round at a question. Raises UnknownName where a judge is missing."""
        from quizdl.practice.exercise import exercise_of
        from quizdl.practice.round import ExerciseRound

        learner, catalogue = self._app.learner, self._app.experiments.catalogue
        assert catalogue is not None
        exercise = exercise_of(question, catalogue, learner.bank.verifiers)
        return ExerciseRound(learner, exercise, self._app.study.record_exercise)

    def _begin(self, question: CodeQuestion) -> None:
        """Open the exercise; ask before the program of an earlier round is put aside."""
        from quizdl.tui.screens.ask import AskScreen

        try:
            work = self._work(question)
            if not work.holds_old_program:
                self._app.navigator.show(self._opened(work))
                return
        except (QuizdlError, OSError) as error:
            self._app.notices.show_error(error)
            return

        def answered(place: int | None) -> None:
            if place is not None:
                self._reopen(work, over=place == 0)

        rows = [words("practice.start_over"), words("practice.keep_file")]
        self._app.push_screen(AskScreen("practice.again", words("practice.of_before", file=work.file), rows), answered)

    def _reopen(self, work: ExerciseRound, *, over: bool) -> None:
        from quizdl.practice.files import set_aside

        try:
            if over:
                set_aside(work.file, self._app.learner.now())
            self._app.navigator.show(self._opened(work))
        except OSError as error:
            self._app.notices.show_error(error)

    def _opened(self, work: ExerciseRound) -> PracticeScreen:
        """The screen of an exercise whose file is there. Raises OSError where it cannot be made."""
        from quizdl.practice.files import begin_file
        from quizdl.tui.screens.practice import PracticeScreen

        app, question = self._app, work.exercise.question
        begin_file(work.file, question.starter)
        work.resume()
        self._rating, self._data = None, b""
        editor = self._editor()
        name = editor.name if editor else ""
        self._screen = PracticeScreen(work, name, app.experiments, app.navigator.place(question))
        return self._screen

    # At work

    def wished(self, event: PracticeScreen.Wished) -> None:
        """Do what the reader wants."""
        screen = self._screen
        if screen is None:
            return
        match event.wish:
            case "open":
                self._watch(screen, fresh=False)
                self._app.run_worker(self._run_example(screen), group="example", exit_on_error=False)
            case "judge":
                self._watch(screen, fresh=True)
            case "edit":
                self._edit(screen)
            case "hint":
                screen.work.take_hint()
            case "likeness":
                screen.work.see_likeness()
                screen.show_likeness()
            case "break":
                self._app.run_worker(self._break(screen), group="break", exclusive=True, exit_on_error=False)
            case "solution":
                self._rated(screen.work.see_solution())
                screen.show_program()
            case "give up":
                self._rated(screen.work.give_up())
                self._end()
            case "hand in":
                self._end()
            case "later":
                self._app.study.put_off()
                self._app.navigator.ask()
        if screen.is_attached:
            screen.changed()

    def _rated(self, rating: Rating | None) -> None:
        self._rating = self._rating or rating
        self._app.notices.show_storage_warning()

    def _end(self) -> None:
        """Show the answer with the reader's program."""
        if self._rating is not None:
            self._app.answer_flow.practised(self._data.decode("utf-8", errors="replace"), self._rating)

    def stop(self, coming: Screen[None]) -> None:
        """Stop the clock and the judging of the exercise, unless it is its screen that comes now."""
        if coming is self._screen:
            return
        if self._worker is not None and self._worker.is_running:
            self._app.call_later(self._worker.cancel)  # cancelled before its first step it would never end
        if self._screen is not None:
            self._screen.work.leave()
            self._screen = None

    # Judging

    async def _run_example(self, screen: PracticeScreen) -> None:
        from quizdl.practice.example import run_example
        from quizdl.tui.screens.practice import PracticeHappened

        if example := await asyncio.to_thread(run_example, screen.work.exercise):
            screen.post_message(PracticeHappened(example))

    def _watch(self, screen: PracticeScreen, *, fresh: bool) -> None:
        """Judge the file at once (anew where `fresh`) and after each save."""
        self._worker = self._app.run_worker(
            self._follow(screen, fresh=fresh), group="practice", exclusive=True, exit_on_error=False
        )

    async def _follow(self, screen: PracticeScreen, *, fresh: bool) -> None:
        from quizdl.practice.attempt import Attempt
        from quizdl.practice.diagnosing import judge_and_diagnose
        from quizdl.practice.watching import Saved, judge_saves
        from quizdl.tui.screens.practice import PracticeEnded, PracticeHappened

        work, service = screen.work, self._app.experiment_flow.service
        runs_fresh = iter([fresh])

        def judge(data: bytes) -> AsyncGenerator[Step, None]:
            return judge_and_diagnose(work.exercise, data, str(work.file), service, fresh=next(runs_fresh, False))

        try:
            async with aclosing(judge_saves(work.file, judge)) as steps:
                async for step in steps:
                    if isinstance(step, Saved):
                        self._data = step.data
                    elif isinstance(step, Attempt):
                        self._rated(work.judged(step))
                    screen.post_message(PracticeHappened(step))
        except Exception:  # the screen must not wait for ever; the error itself is told by the app
            screen.post_message(PracticeEnded())
            raise

    async def _break(self, screen: PracticeScreen) -> None:
        """Plant the next bug in the program that has passed, and ask the judges about it."""
        from quizdl.practice.own_bugs import ask_about, bugs_of
        from quizdl.tui.screens.practice import PracticeHappened

        work, data, service = screen.work, self._data, self._app.experiment_flow.service
        if self._broken != data:
            self._bugs = iter(await asyncio.to_thread(bugs_of, work.exercise, data.decode("utf-8", errors="replace")))
            self._broken = data
        if (bug := next(self._bugs, None)) is None:
            self._app.notices.show("own_bug.none")
            return
        async with aclosing(ask_about(bug, work.exercise, str(work.file), service)) as asking:
            async for asked in asking:
                screen.post_message(PracticeHappened(asked))

    # The editor

    def _editor(self) -> Editor | None:
        from quizdl.practice.editor import chosen_editor

        return chosen_editor(os.environ)

    def _edit(self, screen: PracticeScreen) -> None:
        """Open the file in the reader's editor, or say why it does not open."""
        from quizdl.tui.editing import edit

        if (trouble := edit(self._app, screen.work.file)) is not None:
            screen.say(trouble)
