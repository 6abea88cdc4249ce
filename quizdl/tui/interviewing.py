"""From screen to screen of a mock interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.tui.everywhere import Everywhere
from quizdl.tui.widgets.plain import bank as bank_voice

if TYPE_CHECKING:
    from textual.screen import Screen

    from quizdl.study.rehearsal import Rehearsal
    from quizdl.tui.screens.interview import CompareScreen, InterviewScreen


class Interviewing(Everywhere):
    """What the quiz does while `rehearsal` is on: ask, then compare what was said, then report."""

    rehearsal: Rehearsal | None = None

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
            return InterviewScreen(asked, topic, len(interview.spoken) + 1, lambda: interview.left)
        for place, spoken in enumerate(interview.spoken, 1):
            if spoken.ticked is None:
                topic = bank_voice(rehearsal.titles[spoken.asked.topic])
                verdicts = self.learner.store.proven(self.learner.key)
                return CompareScreen(spoken, topic, verdicts, place, len(interview.spoken))
        from quizdl.report.interview import keep_interview

        file = keep_interview(rehearsal, self.language)
        scores = sorted(interview.scores().items(), key=lambda item: item[1])
        named = [(bank_voice(rehearsal.titles[topic]), score, rehearsal.before.get(topic)) for topic, score in scores]
        return ReportScreen(named, str(file) if file else None)

    def on_interview_screen_answered(self, event: InterviewScreen.Answered) -> None:
        assert self.rehearsal is not None
        self.rehearsal.interview.answer(event.said, event.how)
        self.show(self.interviewing())

    def on_interview_screen_left(self) -> None:
        assert self.rehearsal is not None
        self.rehearsal.interview.end()
        self.show(self.interviewing())

    def on_compare_screen_compared(self, event: CompareScreen.Compared) -> None:
        assert self.rehearsal is not None
        spoken = next(spoken for spoken in self.rehearsal.interview.spoken if spoken.ticked is None)
        self.rehearsal.compare(spoken, event.ticked, self.language)
        self.tell_trouble()
        self.show(self.interviewing())

    def on_report_screen_home(self) -> None:
        self.rehearsal = None
        self.go_home()
