"""A reader's work on an exercise, from opening the file until the schedule is told how it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from quizdl.bank.model import QuestionSummary, Text
from quizdl.practice.attempt import Attempt, Outcome
from quizdl.practice.exercise import Exercise
from quizdl.practice.files import file_of
from quizdl.study.attempts import Round, StoredAttempt
from quizdl.study.cards import NewReview, Rating
from quizdl.study.grading import GradeCode, grade_code, rate_code
from quizdl.study.learner import Learner
from quizdl.verify.practice.faults import FaultKind

Record = Callable[[GradeCode, int], Rating | None]  # with how many judges the best attempt satisfied


class ExerciseRound:
    """One learner's round at one exercise. Only it writes attempts, and each round is rated once.

    A pass rates it, and so does giving up or looking at our solution before one; leaving does not.
    """

    def __init__(self, learner: Learner, exercise: Exercise, record: Record | None = None) -> None:
        """`record` writes how it went, where a session does that."""
        self.learner, self.exercise = learner, exercise
        self._record = record or self._record_alone
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

    @cached_property
    def file(self) -> Path:
        """The reader's file. Raises BadSetting where its folder cannot be told."""
        return file_of(self.exercise)

    @property
    def holds_old_program(self) -> bool:
        """Whether the file holds what was written in a round that is over. Raises as `file`."""
        if not self.current.rated:
            return False
        try:
            return self.file.read_text(encoding="utf-8", errors="replace") != self._question.starter
        except FileNotFoundError:
            return False

    @property
    def seconds(self) -> float:
        """Of work up to now, without pauses; those up to the rating where it was rated."""
        current = self.current
        return current.seconds if current.rated else current.at(self.learner.now()).seconds

    @property
    def hints_taken(self) -> Sequence[Text]:
        return self._question.hints[: self.current.hints]

    @property
    def hints_left(self) -> int:
        return max(len(self._question.hints) - self.current.hints, 0)

    def open(self, *, timed: bool = False) -> None:
        """Go on with the round, or begin one: its clock runs from now on."""
        current = self.current
        self._keep(replace(current, last=self.learner.now(), timed=timed or current.timed))

    def begin(self) -> None:
        """Begin with the starter: a new round, unless the one that is open has not been rated yet."""
        current = self.current
        self._keep(self._new() if current.rated else replace(current, revision=self._question.revision))

    def resume(self) -> None:
        """Go on with the round that is open, or begin a new one where the last one was rated."""
        if self.current.rated:
            self.begin()
        else:
            self.open()

    def leave(self) -> None:
        """Stop the clock: the work up to now counts."""
        if not self.current.rated:
            self._keep(self.current.at(self.learner.now()))

    def judged(self, attempt: Attempt) -> Rating | None:
        """Write an attempt; how the round was rated, where that was now.

        The starter, what could not be judged here, and a state that was written already are no attempts.
        """
        log, current = self.learner.attempts, self.current.at(self.learner.now())
        known = current.attempts > 0 and log.last_sha256(attempt.exercise) == attempt.sha256
        if known or _is_none(attempt):
            self._keep(current)
            return None
        current = replace(current, attempts=current.attempts + 1, kept=max(current.kept, attempt.kept))
        fault = str(attempt.fault["kind"]) if attempt.fault else None
        facts = (attempt.exercise, attempt.revision, attempt.sha256, attempt.passed, fault, attempt.kept, attempt.asked)
        log.add(
            StoredAttempt(*facts, current.helped, current.seconds, attempt.times_ours, current.last), attempt.source
        )
        self._keep(current)
        return self._rate(passed=True) if attempt.passed else None

    def take_hint(self) -> int:
        """Take the next hint, which costs; return how many are taken now."""
        current = self.current.at(self.learner.now())
        current = replace(current, hints=min(current.hints + 1, len(self._question.hints)))
        self._keep(current)
        return current.hints

    def see_likeness(self) -> None:
        """Hear what an attempt behaves like, which costs as one hint, however often."""
        self._keep(replace(self.current.at(self.learner.now()), likeness=True))

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
        outcome = GradeCode(passed, current.helped, current.solution, current.attempts, current.seconds)
        rating = self._record(outcome, current.kept)
        self._keep(replace(current, rated=True))
        return rating

    def _new(self) -> Round:
        now = self.learner.now()
        return Round(revision=self._question.revision, begun=now, last=now)

    def _record_alone(self, outcome: GradeCode, kept: int) -> Rating:
        question = self._question
        grade, rating = grade_code(question, outcome, kept), rate_code(question, outcome)
        self.learner.record(NewReview(question.id, question.revision, rating, grade.credit, outcome.seconds))
        return rating

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
