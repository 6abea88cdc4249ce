"""Grade answers: at once, by the reader's ticks, or by an experiment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizdl.bank.question import AnyQuestion, NumberQuestion, OpenQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Given, Grade, grade_given, grade_number, grade_open
from quizdl.tui.answer_state import AnswerState, Rated
from quizdl.tui.screens.question import QuestionScreen

if TYPE_CHECKING:
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.answer import AnswerScreen
    from quizdl.tui.screens.measure import MeasureScreen
    from quizdl.tui.screens.proving import ProvingScreen
    from quizdl.verify.result import Result


class AnswerFlow:
    """Grades, records and shows an answer; a prediction only after it is measured.

    The state of the answer in sight is a value, `app.answer_state`, which the answer screen watches.
    """

    def __init__(self, app: QuizApp) -> None:
        self._app = app

    def answered(self, event: QuestionScreen.Answered) -> None:
        app, given = self._app, event.given
        question = app.study.session.current
        assert question is not None
        app.study.state_confidence(event.confidence)
        if isinstance(question, NumberQuestion) and question.measured and isinstance(given, float):
            from quizdl.tui.screens.measure import MeasureScreen

            app.navigator.show(MeasureScreen(question, given, app.experiments, app.navigator.place(question)))
        else:
            grade = grade_given(question, given)
            self._show(given, grade, rated=self._record(grade) if grade else None)

    def _show(
        self,
        given: Given,
        grade: Grade | None,
        *,
        rated: Rated | None = None,
        truth: float | None = None,
        measured: Result | None = None,
        unmeasured: bool = False,
    ) -> None:
        from quizdl.tui.screens.answer import AnswerScreen

        app, question = self._app, self._app.study.session.current
        assert question is not None
        state = AnswerState(
            question,
            given,
            app.study.session.display_order(question),
            grade,
            rated,
            question.value if truth is None and isinstance(question, NumberQuestion) else truth,
            note=app.learner.notes.get(question.id, ""),
            unmeasured=unmeasured,
        )
        app.navigator.show(AnswerScreen(state, app.experiments, app.navigator.place(question), measured), state)

    def measured(self, event: MeasureScreen.Measured) -> None:
        question, result = self._app.study.session.current, event.result
        assert isinstance(question, NumberQuestion)
        self._app.study.prove(result.claim, result.verdict, as_declared=result.as_declared)
        grade = grade_number(question, event.given, event.truth)
        self._show(event.given, grade, rated=self._record(grade), truth=event.truth, measured=result)

    def revealed(self, event: MeasureScreen.Revealed) -> None:
        self._show(event.given, None, unmeasured=True)

    def practised(self, source: str, rating: Rating) -> None:
        """Show what became of an exercise, which is recorded already; `source` is the reader's program."""
        self._show(source, self._app.study.session.answers[-1].grade, rated=self._rated(rating))

    def ticked(self, event: AnswerScreen.Ticked) -> None:
        state = self._app.answer_state
        if state is not None and state.grade is None and isinstance(state.question, OpenQuestion):
            grade = grade_open(state.question, event.ticked)
            self._app.answer_state = replace(state, grade=grade, rated=self._record(grade))

    def overruled(self, event: AnswerScreen.Overruled) -> None:
        state = self._app.answer_state
        if state is not None:
            self._app.study.overrule(event.rating)
            self._app.answer_state = replace(state, rated=self._rated(event.rating))
            self._app.notices.show_storage_warning()

    def proved(self, event: ProvingScreen.Proved) -> None:
        """Store the verdict of an experiment, and grade a prediction that could not be measured before."""
        result, state = event.result, self._app.answer_state
        self._app.study.prove(result.claim, result.verdict, as_declared=result.as_declared, confidence=event.confidence)
        if state is None or state.grade is not None or not isinstance(state.question, NumberQuestion):
            return
        name = state.question.measured or ""
        if name.startswith(f"{result.claim}/") and isinstance(state.given, float):
            from quizdl.report.view.proof import number_of

            truth = number_of(result, name)
            if truth is not None:
                grade = grade_number(state.question, state.given, truth)
                self._app.answer_state = replace(state, grade=grade, truth=truth, rated=self._record(grade))

    def keep_draft(self, question: AnyQuestion, text: str) -> None:
        """Save the draft of an open question."""
        self._app.learner.keep_draft(question, text)
        self._app.notices.show_storage_warning()

    def _record(self, grade: Grade) -> Rated | None:
        rating = self._app.study.record(grade, self._app.language)
        self._app.notices.show_storage_warning()
        return self._rated(rating) if rating else None

    def _rated(self, rating: Rating) -> Rated:
        return Rated(rating, self._app.study.due_in_each())
