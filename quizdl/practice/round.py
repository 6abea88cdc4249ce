"""A reader's work on an exercise, from opening the file until the schedule is told how it went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from quizdl.bank.model import QuestionSummary
from quizdl.practice.attempt import Attempt, Outcome
from quizdl.practice.exercise import Exercise
from quizdl.study.attempts import Round, StoredAttempt
from quizdl.study.cards import NewReview, Rating
from quizdl.study.grading import GradeCode, grade_code, rate_code
from quizdl.study.learner import Learner
from quizdl.verify.practice.faults import FaultKind


class ExerciseRound:
    """One learner's round at one exercise. Only it writes attempts, and each round is rated once.

    A pass rates it, and so does giving up or looking at our solution before one; leaving does not.
    """

    def __init__(self, learner: Learner, exercise: Exercise) -> None:
        self.learner, self.exercise = learner, exercise
        self._question = exercise.question

    @property
    def stored(self) -> Round | None:
        """The round as it is stored: another quizdl may be at the same file."""
        return self.learner.attempts.rounds().get(self._question.id)

    @property
    def comes_back(self) -> bool:
        """Whether the last round was rated and the exercise is due again: the next one begins with the starter."""
        card, stored = self.learner.cards.get(self._question.id), self.stored
        if card is None or stored is None or not stored.rated:
            return False
        return self.learner.changed(self._question) or card.due <= self.learner.now()

    @property
    def outdated(self) -> bool:
        """Whether the exercise has changed since the round began."""
        return self.current.revision < self._question.revision

    @property
    def current(self) -> Round:
        """The round as it stands; one that begins now where there is none."""
        return self.stored or self._new()

    def open(self, *, timed: bool = False) -> None:
        """Go on with the round, or begin one: its clock runs from now on."""
        current = self.current
        self._keep(replace(current, last=self.learner.now(), timed=timed or current.timed))

    def begin(self) -> None:
        """Begin with the starter: a new round, unless the one that is open has not been rated yet."""
        current = self.current
        self._keep(self._new() if current.rated else replace(current, revision=self._question.revision))

    def judged(self, attempt: Attempt, data: bytes) -> Rating | None:
        """Write an attempt; how the round was rated, where that was now.

        The starter, what could not be judged here, and a state that was written already are no attempts.
        """
        log, current = self.learner.attempts, self.current.at(self.learner.now())
        if _is_none(attempt) or log.last_sha256(attempt.exercise) == attempt.sha256:
            self._keep(current)
            return None
        current = replace(current, attempts=current.attempts + 1, kept=max(current.kept, attempt.kept))
        fault = str(attempt.fault["kind"]) if attempt.fault else None
        facts = (attempt.exercise, attempt.revision, attempt.sha256, attempt.passed, fault, attempt.kept, attempt.asked)
        log.add(StoredAttempt(*facts, current.hints, current.seconds, current.last), data)
        self._keep(current)
        return self._rate(passed=True) if attempt.passed else None

    def take_hint(self) -> int:
        """Take the next hint, which costs; return how many are taken now."""
        current = self.current.at(self.learner.now())
        current = replace(current, hints=min(current.hints + 1, len(self._question.hints)))
        self._keep(current)
        return current.hints

    def see_solution(self) -> Rating | None:
        """Look at ours; how the round was rated, where that was now."""
        self._keep(replace(self.current.at(self.learner.now()), solution=True))
        return self.give_up()

    def give_up(self) -> Rating | None:
        """End the round without a pass; how it was rated, where that was now."""
        return self._rate(passed=False)

    def _rate(self, *, passed: bool) -> Rating | None:
        current = self.current
        if current.rated:
            return None
        question = self._question
        outcome = GradeCode(passed, current.hints, current.solution, current.attempts, current.seconds)
        grade, rating = grade_code(question, outcome, current.kept), rate_code(question, outcome)
        review = NewReview(question.id, question.revision, rating, grade.credit, current.seconds)
        self.learner.record(review)
        self._keep(replace(current, rated=True))
        return rating

    def _new(self) -> Round:
        now = self.learner.now()
        return Round(revision=self._question.revision, begun=now, last=now)

    def _keep(self, current: Round) -> None:
        self.learner.attempts.keep_round(self._question.id, current)


def _is_none(attempt: Attempt) -> bool:
    """Whether the reader has not tried yet, or nothing could be told of the try."""
    starter = attempt.fault is not None and attempt.fault["kind"] == FaultKind.UNCHANGED
    return starter or attempt.outcome is Outcome.UNJUDGED


class Standing(StrEnum):
    """How an exercise stands for a learner."""

    NEW = "new"
    BEGUN = "begun"
    DUE = "due"
    PASSED = "passed"


def standing(learner: Learner, question: QuestionSummary, opened: Collection[str]) -> Standing:
    """How an exercise stands; `opened` are those that have a round."""
    card = learner.cards.get(question.id)
    if card is None:
        return Standing.BEGUN if question.id in opened else Standing.NEW
    if learner.changed(question) or card.due <= learner.now():
        return Standing.DUE
    return Standing.BEGUN if card.rating is Rating.AGAIN else Standing.PASSED
