"""The mock interview on screen, until its last answer is given."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from quizdl.tui.widgets.content import escaped, together, words
from quizdl.words import Language

if TYPE_CHECKING:
    from textual.screen import Screen

    from quizdl.study.rehearsal import Rehearsal
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.interview import InterviewScreen


class InterviewFlow:
    """Runs an interview; `rehearsal` is None without one."""

    def __init__(self, app: QuizApp, rehearsal: Rehearsal | None) -> None:
        self._app = app
        self.rehearsal = rehearsal

    @property
    def is_on(self) -> bool:
        """Whether an interview is running; then no action shows an answer."""
        return self.rehearsal is not None and self.rehearsal.interview.current is not None

    def begin(self, minutes: float, seed: int) -> None:
        """Begin an interview over the whole bank, or say that it has no open question."""
        from quizdl.study.rehearsal import Rehearsal

        rehearsal = Rehearsal(self._app.learner, minutes, seed)
        if rehearsal.interview.current is None:
            self._app.notices.show("home.no_open")
        else:
            self.rehearsal = rehearsal
            self._app.navigator.show(self.screen())

    def screen(self) -> Screen[None]:
        """The current question."""
        from quizdl.report.view.interview import scope_of
        from quizdl.tui.screens.interview import InterviewScreen

        app, rehearsal = self._app, self._running
        asked = rehearsal.interview.current
        assert asked is not None

        def scope(language: Language) -> str:
            told = scope_of(rehearsal.held, app.learner.bank, language)
            return f" · {told}" if told else ""

        place = together(words("place.interview"), lambda language: escaped(scope(language)))
        draft, keep = app.learner.draft(asked.question), partial(app.answer_flow.keep_draft, asked.question)
        return InterviewScreen(rehearsal.interview, place, draft=draft, keep=keep)

    def done(self, event: InterviewScreen.Done) -> None:
        """Go on from a question."""
        app, rehearsal = self._app, self._running
        match event.then:
            case "next":
                rehearsal.answer(event.text)
            case "end":
                rehearsal.end(event.text)
            case "throw away":
                rehearsal.throw_away()
        app.notices.show_storage_warning()
        if self.is_on:
            app.navigator.show(self.screen())
        elif event.then == "throw away" or not rehearsal.held.answers:
            app.navigator.home()
            if event.then != "throw away":
                app.notices.show("interview.nothing")
        else:
            app.report_flow.compare(rehearsal.held)

    @property
    def _running(self) -> Rehearsal:
        assert self.rehearsal is not None
        return self.rehearsal
