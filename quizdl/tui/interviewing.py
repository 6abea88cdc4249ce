"""From screen to screen of a mock interview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from quizdl.tui.everywhere import Everywhere
from quizdl.tui.widgets.plain import bank as bank_voice

if TYPE_CHECKING:
    from textual.screen import Screen

    from quizdl.study.rehearsal import Rehearsal
    from quizdl.tui.experiments import Experiments
    from quizdl.tui.screens.interview import CompareScreen, InterviewScreen


class Interviewing(Everywhere):
    """What the quiz does while `rehearsal` is on: ask, then compare what was said, then report."""

    rehearsal: Rehearsal | None = None
    experiments: Experiments

    @property
    def in_interview(self) -> bool:  # type: ignore[override]  # settable in the base, decided here
        return self.rehearsal is not None

    def interviewing(self) -> Screen[None]:
        """The screen that the interview is at: its next question, the next answer to compare, or the report."""
        from quizdl.tui.screens.interview import CompareScreen, InterviewScreen, ReportScreen

        rehearsal = self.rehearsal
        assert rehearsal is not None
        interview = rehearsal.interview
        if (asked := interview.current) is not None:
            topic = bank_voice(rehearsal.titles[asked.topic])
            return InterviewScreen(
                asked,
                topic,
                len(interview.spoken) + 1,
                lambda: interview.left,
                draft=self.learner.draft(asked.question),
                keep=partial(self.keep_draft, asked.question),
            )
        for place, spoken in enumerate(interview.spoken, 1):
            if spoken.ticked is None:
                topic = bank_voice(rehearsal.titles[spoken.asked.topic])
                verdicts = self.learner.store.proven(self.learner.key)
                claims = list(self.experiments.claims(spoken.asked.question))
                return CompareScreen(spoken, topic, claims, verdicts, place, len(interview.spoken))
        from quizdl.report.interview import keep_interview

        file = keep_interview(rehearsal, self.experiments.catalogue, self.language)
        scores = sorted(interview.scores().items(), key=lambda item: item[1])
        named = [(bank_voice(rehearsal.titles[topic]), score, rehearsal.before.get(topic)) for topic, score in scores]
        return ReportScreen(named, str(file) if file else None, self.learner.store.unsaved)

    def on_interview_screen_answered(self, event: InterviewScreen.Answered) -> None:
        assert self.rehearsal is not None
        self.rehearsal.interview.answer(event.said, event.how)
        self._write()
        self.show(self.interviewing())

    def on_interview_screen_left(self, event: InterviewScreen.Left) -> None:
        from quizdl.study.interview import How

        assert self.rehearsal is not None
        if event.said is not None:
            self.rehearsal.interview.answer(event.said, How.STUCK)
            self._write()
        self.rehearsal.interview.end()
        self.show(self.interviewing())

    def on_compare_screen_compared(self, event: CompareScreen.Compared) -> None:
        assert self.rehearsal is not None
        spoken = next(spoken for spoken in self.rehearsal.interview.spoken if spoken.ticked is None)
        self.rehearsal.compare(spoken, event.ticked, self.language)
        self._write()
        self.tell_storage_warning()
        self.show(self.interviewing())

    async def on_unmount(self) -> None:
        """Whoever quits in the middle keeps what they have said."""
        if self.rehearsal is not None and not self.rehearsal.kept:
            from quizdl.report.interview import keep_interview

            keep_interview(self.rehearsal, self.experiments.catalogue, self.language)

    def _write(self) -> None:
        from quizdl.report.interview import write_interview

        assert self.rehearsal is not None
        write_interview(self.rehearsal, self.experiments.catalogue, self.language)
