"""The mock interview on screen: ask, compare the answers, show the scores."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from quizdl.tui.widgets.content import bank as bank_voice

if TYPE_CHECKING:
    from textual.screen import Screen

    from quizdl.study.rehearsal import Rehearsal
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.interview import CompareScreen, InterviewScreen


class InterviewFlow:
    """Runs an interview; `rehearsal` is None without one."""

    def __init__(self, app: QuizApp, rehearsal: Rehearsal | None) -> None:
        self._app = app
        self.rehearsal = rehearsal

    @property
    def is_on(self) -> bool:
        """Whether an interview is running; then no action shows an answer."""
        return self.rehearsal is not None

    def begin(self, minutes: float, seed: int) -> None:
        """Begin an interview over the whole bank, or say that it has no open question."""
        from quizdl.study.rehearsal import Rehearsal

        rehearsal = Rehearsal(self._app.learner, minutes, seed)
        if rehearsal.interview.current is None:
            self._app.notices.show("home.no_open")
        else:
            self.rehearsal = rehearsal
            self._go_on()

    def _go_on(self) -> None:
        self._app.navigator.show(self.screen())

    def screen(self) -> Screen[None]:
        """The current screen of the interview: the next question, the next answer to compare, or the scores."""
        from quizdl.tui.screens.interview import CompareScreen, InterviewScreen, ScoresScreen

        app, rehearsal = self._app, self._running
        interview = rehearsal.interview
        if (asked := interview.current) is not None:
            topic = bank_voice(rehearsal.titles[asked.topic])
            return InterviewScreen(
                asked,
                topic,
                len(interview.spoken) + 1,
                lambda: interview.left,
                draft=app.learner.draft(asked.question),
                keep=partial(app.keep_draft, asked.question),
            )
        for place, spoken in enumerate(interview.spoken, 1):
            if spoken.ticked is None:
                topic = bank_voice(rehearsal.titles[spoken.asked.topic])
                verdicts = app.learner.store.proven(app.learner.key)
                claims = list(app.experiments.claims(spoken.asked.question))
                return CompareScreen(spoken, topic, claims, verdicts, place, len(interview.spoken))
        from quizdl.report.interview import keep_interview
        from quizdl.report.view.interview import topic_scores

        file = keep_interview(rehearsal, app.experiments.catalogue, app.language)
        scores = partial(topic_scores, interview.scores(), rehearsal.before, rehearsal.titles)
        return ScoresScreen(scores, str(file) if file else None, app.learner.store.unsaved)

    def answered(self, event: InterviewScreen.Answered) -> None:
        self._running.interview.answer(event.said, event.how)
        self._write()
        self._go_on()

    def left(self, event: InterviewScreen.Left) -> None:
        from quizdl.study.interview import How

        if event.said is not None:
            self._running.interview.answer(event.said, How.STUCK)
            self._write()
        self._running.interview.end()
        self._go_on()

    def compared(self, event: CompareScreen.Compared) -> None:
        spoken = next(spoken for spoken in self._running.interview.spoken if spoken.ticked is None)
        self._running.compare(spoken, event.ticked, self._app.language)
        self._write()
        self._app.notices.show_storage_warning()
        self._go_on()

    def keep(self) -> None:
        """Save the answers, for a reader who quits in the middle."""
        if self.rehearsal is not None and not self.rehearsal.kept:
            from quizdl.report.interview import keep_interview

            keep_interview(self.rehearsal, self._app.experiments.catalogue, self._app.language)

    def _write(self) -> None:
        from quizdl.report.interview import write_interview

        write_interview(self._running, self._app.experiments.catalogue, self._app.language)

    @property
    def _running(self) -> Rehearsal:
        assert self.rehearsal is not None
        return self.rehearsal
