"""Interviews that are over, on screen: compare the answers, read the report, list the past ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from quizdl.tui.widgets.content import words
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.report.view.interview import InterviewView, LeftOut
    from quizdl.study.held_interview import HeldInterview, HeldInterviews
    from quizdl.study.interview import Spoken
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.reports import ReportPicked
    from quizdl.tui.screens.spoken import SpokenScreen


class ReportFlow:
    """Walks between the list, a report and its answers."""

    def __init__(self, app: QuizApp) -> None:
        self._app = app
        self._held: HeldInterview | None = None  # whose report or answer is in sight
        self._listed = False  # it was opened from the list
        self._place = 0  # of the answer that is marked or read

    @property
    def _all(self) -> HeldInterviews:
        from quizdl.study.held_interview import HeldInterviews

        return HeldInterviews(self._app.learner)

    @property
    def _in_sight(self) -> HeldInterview:
        assert self._held is not None
        return self._held

    def list_all(self) -> None:
        """Show the list of past interviews."""
        from quizdl.report.view.interview import past_rows
        from quizdl.tui.screens.reports import ReportsScreen

        self._app.navigator.show(ReportsScreen(partial(past_rows, self._all.all(), self._app.learner.bank)))

    def compare(self, held: HeldInterview) -> None:
        """Compare the answers of an interview that has just ended, one after the other; then its report."""
        self._held, self._listed, self._place = held, False, 0
        self._go_on(held.to_compare)

    def _go_on(self, answers: list[Spoken]) -> None:
        if answers:
            self._read(self._in_sight.answers.index(answers[0]))
        else:
            self._report()

    # The report

    def _report(self) -> None:
        from quizdl.report.view.interview import left_out_of
        from quizdl.tui.screens.reports import ReportScreen

        app, held = self._app, self._in_sight

        def left_out(place: int, language: Language) -> LeftOut:
            return left_out_of(place + 1, held.answers[place], language)

        claims = [app.experiments.claims(spoken.asked.question) for spoken in held.answers]
        runs = [sum(claim is not None for _, claim in found) for found in claims]
        unsaved, marked = app.learner.store.unsaved, self._place
        app.navigator.show(ReportScreen(self._view(), left_out, runs, unsaved, marked=marked, listed=self._listed))

    def _view(self) -> Callable[[Language], InterviewView]:
        """The view of the interview in sight, as far as it is known now."""
        from quizdl.report.view.interview import Proofs, interview_view

        learner, held = self._app.learner, self._in_sight
        proofs = Proofs(self._app.experiments.catalogue, learner.store.proven(learner.key))
        return partial(interview_view, held, learner.bank, self._all.best_before(held), proofs)

    def picked(self, event: ReportPicked) -> None:
        """Do what the reader wants with the list, or with the report in sight."""
        app = self._app
        match event.what:
            case "open":
                self._held, self._listed, self._place = self._all.all()[event.place], True, 0
                self._report()
            case "read" | "prove":
                self._read(event.place, proves=event.what == "prove")
            case "learn":
                app.navigator.begin(self._in_sight.missed)
            case "export":
                self._export()
            case "close" if self._listed:
                self.list_all()
            case "close":
                app.navigator.home()

    def _export(self) -> None:
        from quizdl.report.interview import export_interview
        from quizdl.tui.screens.reports import ReportScreen

        app = self._app
        if not isinstance(app.screen, ReportScreen):  # it has been left
            return
        try:
            files = export_interview(self._view()(app.language), self._in_sight.began, app.language)
        except OSError as error:
            app.screen.show_written(words("interview.not_exported", "$accent", why=error.strerror or error))
        else:
            app.screen.show_written(words("interview.exported", files="\n".join(map(str, files))))

    # One answer

    def _read(self, place: int, *, proves: bool = False) -> None:
        from quizdl.tui.screens.spoken import SpokenScreen

        held, self._place = self._in_sight, place
        spoken, total = held.answers[place], len(held.answers)
        name = words("interview.answer", number=place + 1)
        self._app.navigator.show(SpokenScreen(spoken, self._app.experiments, name, place + 1, total, proves=proves))

    def closed(self, event: SpokenScreen.Closed) -> None:
        """Store how an answer was compared, and go on to the next one or back to the report."""
        held = self._in_sight
        following = held.answers[self._place + 1 :]
        if event.ticked is not None:
            self._all.compare(held, held.answers[self._place], event.ticked, self._app.language)
            self._app.notices.show_storage_warning()
            following = held.to_compare
        self._go_on(following if event.further else [])
