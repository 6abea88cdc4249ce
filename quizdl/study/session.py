"""One session of the quiz: its queue, repeats and summary. Pure: no clock, no input or output."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from quizdl.bank.model import Topic
from quizdl.bank.question import AnyQuestion, ChoiceQuestion, CodeQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.study.grading import Grade
from quizdl.verdict import Verdict

RETURNS_AFTER = 4  # other questions, before one that went wrong comes back
MOST_RETURNS = 3  # of one question in a session
LOOKS_AHEAD = 50  # questions, for one that does not rest on the claims of the one before


class Score(NamedTuple):
    """The numbers of questions answered and right, and the sum of credits."""

    asked: int = 0
    right: int = 0
    credit: float = 0.0

    def plus(self, grade: Grade) -> Score:
        return Score(self.asked + 1, self.right + grade.correct, self.credit + grade.credit)


class Summary(NamedTuple):
    """What became of a session."""

    total: Score
    topics: Mapping[str, Score]  # by name of the topic, in the bank's order
    levels: Mapping[int, Score]  # by level, the easiest first
    skipped: int
    streak: int  # the most right answers in a row
    proven: Mapping[str, Verdict]  # claims whose experiments were run: what they said last
    wrong: tuple[AnyQuestion, ...]  # the questions that went wrong, in the order of the session


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

    A question that went wrong comes back a few questions later. `topics` lets the summary count per topic, where
    the first grade of a question stands.
    """

    def __init__(self, questions: Iterable[AnyQuestion], seed: int, topics: Iterable[Topic] = ()) -> None:
        self.questions = list(questions)
        self.seed = seed
        self.topics = tuple(topics)
        self.position = 0  # counts from 0; equals `total` at the end
        self.answers: list[Answer] = []
        self._proven: dict[str, Verdict] = {}

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def current(self) -> AnyQuestion | None:
        """The question to ask now; None once the session is over."""
        return self.questions[self.position] if self.position < self.total else None

    @property
    def streak(self) -> int:
        """Right answers in a row, up to now."""
        return _streaks(self.answers)[-1]

    def display_order(self, question: AnyQuestion) -> tuple[int, ...]:
        """Indices of choices, items or key points in display order, constant during the session.

        Choices and items are shuffled, items never into their right order; key points are not.
        """
        if isinstance(question, OpenQuestion):
            return tuple(range(len(question.key_points)))
        if isinstance(question, NumberQuestion | CodeQuestion):
            return ()
        parts = question.choices if isinstance(question, ChoiceQuestion) else question.items
        right = list(range(len(parts)))
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
        """Store the grade of the current question, unless it has one; a wrong one will be repeated."""
        question = self.current
        if question is None or (self.answers and self.answers[-1].position == self.position):
            return False
        self.answers.append(Answer(self.position, question, grade))
        if not grade.correct and self.wrong_tries(question) <= MOST_RETURNS:
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

    def advance(self) -> None:
        """Go to the next question. One that was not answered counts as skipped."""
        self.position = min(self.position + 1, self.total)

    def prove(self, claim_id: str, verdict: Verdict) -> None:
        """Remember what the experiment for a claim said."""
        self._proven[claim_id] = verdict

    def summary(self) -> Summary:
        """What became of the session so far: the questions before the current one, and those with a grade."""
        topic_of = {q.id: topic.name for topic in self.topics for q in topic.questions}
        total, topics, levels = Score(), dict[str, Score](), dict[int, Score]()
        seen = {question.id: question for question in self.questions}
        for question in seen.values():
            if (grade := self.grade_of(question)) is None:
                continue
            total = total.plus(grade)
            levels[question.level] = levels.get(question.level, Score()).plus(grade)
            if name := topic_of.get(question.id):
                topics[name] = topics.get(name, Score()).plus(grade)
        in_order = [topic.name for topic in self.topics if topic.name in topics]
        return Summary(
            total=total,
            topics={name: topics[name] for name in in_order},
            levels=dict(sorted(levels.items())),
            skipped=len({q.id for q in self.questions[: self.position] if self.grade_of(q) is None}),
            streak=max(_streaks(self.answers)),
            proven=dict(self._proven),
            wrong=tuple(q for q in seen.values() if (grade := self.grade_of(q)) and not grade.correct),
        )


def _streaks(answers: Iterable[Answer]) -> list[int]:
    """The length of the streak after each answer, and before the first."""
    streaks = [0]
    for answer in answers:
        streaks.append(streaks[-1] + 1 if answer.grade.correct else 0)
    return streaks
