"""One session of the quiz: its queue and its repeats. Pure: no clock, no input or output."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quizdl.bank.question import (
    AnyQuestion,
    ChoiceQuestion,
    CodeQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    picks_line,
)
from quizdl.study.grading import Grade

RETURNS_AFTER = 4  # other questions, before one that went wrong comes back
MOST_RETURNS = 3  # of one question in a session
LOOKS_AHEAD = 50  # questions, for one that does not rest on the claims of the one before


def separate_siblings(questions: Sequence[AnyQuestion]) -> list[AnyQuestion]:
    """The same questions, nearly in order, but siblings (they rest on the same claim) do not follow one another.

    Where nothing else is left within sight, they do.
    """
    left, spread = list(questions), list[AnyQuestion]()
    while left:
        before = set(spread[-1].verify) if spread else set()
        ahead = range(min(LOOKS_AHEAD, len(left)))
        place = next((place for place in ahead if before.isdisjoint(left[place].verify)), 0)
        spread.append(left.pop(place))
    return spread


class Answer(NamedTuple):
    """One answer of a session, and where in its queue it was given."""

    position: int
    question: AnyQuestion
    grade: Grade


class Session:
    """A walk through a queue of questions; what was answered is remembered for as long as the session lasts.

    A question that went wrong comes back a few questions later.
    """

    def __init__(self, questions: Iterable[AnyQuestion], seed: int) -> None:
        self.questions = list(questions)
        self.seed = seed
        self.position = 0  # counts from 0; equals `total` at the end
        self.answers: list[Answer] = []

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def current(self) -> AnyQuestion | None:
        """The question to ask now; None once the session is over."""
        return self.questions[self.position] if self.position < self.total else None

    @property
    def is_answered(self) -> bool:
        """Whether the current question has its answer, and the reader still looks at it."""
        return bool(self.answers) and self.answers[-1].position == self.position

    def display_order(self, question: AnyQuestion) -> tuple[int, ...]:
        """Indices of choices, items or key points in display order, constant during the session.

        Choices and items are shuffled, items never into their right order; key points and lines of code are not.
        """
        if isinstance(question, OpenQuestion):
            return tuple(range(len(question.key_points)))
        if isinstance(question, NumberQuestion | CodeQuestion):
            return ()
        parts = question.choices if isinstance(question, ChoiceQuestion) else question.items
        right = list(range(len(parts)))
        if picks_line(question):
            return tuple(right)
        order = right.copy()
        draw = random.Random(f"{self.seed} {question.id}")
        draw.shuffle(order)
        while isinstance(question, OrderQuestion) and order == right and len(order) > 1:
            draw.shuffle(order)
        return tuple(order)

    def grade_of(self, question: AnyQuestion) -> Grade | None:
        """The first grade of a question, which counts; None if it was not answered."""
        return next((answer.grade for answer in self.answers if answer.question.id == question.id), None)

    def wrong_tries(self, question: AnyQuestion) -> int:
        """The number of wrong answers to it in this session."""
        return sum(answer.question.id == question.id and not answer.grade.correct for answer in self.answers)

    def record(self, grade: Grade) -> bool:
        """Store the grade of the current question, unless it has one; a wrong one will be repeated.

        But for an exercise: it takes too long to be asked twice in a session.
        """
        question = self.current
        if question is None or self.is_answered:
            return False
        self.answers.append(Answer(self.position, question, grade))
        again = not grade.correct and not isinstance(question, CodeQuestion)
        if again and self.wrong_tries(question) <= MOST_RETURNS:
            self.questions.insert(self._return_of(question), question)
        return True

    def _return_of(self, question: AnyQuestion) -> int:
        """Where the current question comes back: a few questions on, not beside a sibling or itself if that can be."""
        soon = min(self.position + 1 + RETURNS_AFTER, self.total)
        for place in range(soon, min(soon + RETURNS_AFTER, self.total) + 1):
            beside = self.questions[place - 1 : place + 1]
            if all(set(question.verify).isdisjoint(other.verify) for other in beside):
                return place
        return soon

    def undo(self) -> AnyQuestion | None:
        """Undo the last answer and return to its question; None without an answer."""
        if not self.answers:
            return None
        answer = self.answers.pop()
        self.position = answer.position
        if not answer.grade.correct:
            coming = range(self.position + 1, self.total)
            place = next((place for place in coming if self.questions[place].id == answer.question.id), None)
            if place is not None:
                del self.questions[place]
        return answer.question

    def amend(self, grade: Grade) -> None:
        """Replace the grade of the last answer by the reader's. The position stays."""
        position = self.position
        self.undo()
        self.record(grade)
        self.position = position

    def put_off(self) -> None:
        """Ask the current question at the end of the session instead."""
        self.questions.append(self.questions.pop(self.position))

    def leave_out_exercises(self) -> None:
        """Ask no exercise that is left; the current question, if it is one, goes as well."""
        ahead = self.questions[self.position :]
        self.questions[self.position :] = [question for question in ahead if not isinstance(question, CodeQuestion)]

    def advance(self) -> None:
        """Go to the next question. One that was not answered counts as skipped."""
        self.position = min(self.position + 1, self.total)
