"""From an answer to its grade: at once, by the reader's own ticks, or by an experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.bank.question import AnyQuestion, NumberQuestion, OpenQuestion
from quizdl.report.view.proof import number_of
from quizdl.study.grading import Given, Grade, grade_given, grade_number, grade_open
from quizdl.tui.interviewing import Interviewing
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.widgets.bars import Place

if TYPE_CHECKING:
    from quizdl.tui.screens.answer import AnswerScreen, Rated
    from quizdl.tui.screens.measure import MeasureScreen
    from quizdl.verify.result import Result


class Answering(Interviewing):
    """What the quiz does with an answer: grade it, keep it, show it; a prediction only once it is measured."""

    def _place(self, question: AnyQuestion) -> Place:
        """Where the reader is, for the top line."""
        raise NotImplementedError

    def on_question_screen_answered(self, event: QuestionScreen.Answered) -> None:
        question, given = self.study.session.current, event.given
        assert question is not None
        self.study.confidence = event.confidence
        if isinstance(question, NumberQuestion) and question.measured and isinstance(given, float):
            from quizdl.tui.screens.measure import MeasureScreen

            self.show(MeasureScreen(question, given, self.experiments, self._place(question)))
        else:
            told = grade_given(question, given)
            self.show(self._answer(question, given, told, rated=self._record(told) if told else None))

    def _answer(
        self,
        question: AnyQuestion,
        given: Given,
        grade: Grade | None,
        *,
        rated: Rated | None = None,
        truth: float | None = None,
        measured: Result | None = None,
        ungraded: str = "",
    ) -> AnswerScreen:
        from quizdl.tui.screens.answer import AnswerScreen

        return AnswerScreen(
            question,
            given,
            self.study.session.display_order(question),
            grade,
            rated,
            self.experiments,
            self._place(question),
            self.learner.notes.get(question.id, ""),
            truth=truth,
            measured=measured,
            ungraded=ungraded,
        )

    def on_measure_screen_measured(self, event: MeasureScreen.Measured) -> None:
        question, result = self.study.session.current, event.result
        assert isinstance(question, NumberQuestion)
        self.study.prove(result.claim, result.verdict, as_declared=result.as_declared)
        told = grade_number(question, event.given, event.truth)
        rated = self._record(told)
        self.show(self._answer(question, event.given, told, rated=rated, truth=event.truth, measured=result))

    def on_measure_screen_revealed(self, event: MeasureScreen.Revealed) -> None:
        question = self.study.session.current
        assert question is not None
        self.show(self._answer(question, event.given, None, ungraded="grade.not_measured"))

    def on_answer_screen_ticked(self, event: AnswerScreen.Ticked) -> None:
        question = self.study.session.current
        screen = self.answer_shown()
        if isinstance(question, OpenQuestion) and screen is not None:
            told = grade_open(question, event.ticked)
            screen.show_grade(told, rated=self._record(told))

    def on_answer_screen_overruled(self, event: AnswerScreen.Overruled) -> None:
        screen = self.answer_shown()
        if screen is not None:
            self.study.overrule(event.rating)
            screen.show_rating((event.rating, self.learner.due_in(screen.question.id)))
            self.tell_storage_warning()

    def _record(self, told: Grade) -> Rated | None:
        rating = self.study.record(told, self.language)
        self.tell_storage_warning()
        question = self.study.session.current
        return (rating, self.learner.due_in(question.id)) if rating and question else None

    def on_answer_screen_proved(self, event: AnswerScreen.Proved) -> None:
        result = event.result
        self.study.prove(result.claim, result.verdict, as_declared=result.as_declared, confidence=event.confidence)
        question, screen = self.study.session.current, self.answer_shown()
        if not isinstance(question, NumberQuestion) or screen is None:
            return
        if screen.grade is None and question.measured and question.measured.startswith(f"{result.claim}/"):
            truth = number_of(result, question.measured)
            if truth is not None and isinstance(screen.given, float):
                told = grade_number(question, screen.given, truth)
                screen.show_grade(told, truth, self._record(told))
