"""The running session: it writes each answer before the next question shows, and can be resumed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from quizdl.bank.question import AnyQuestion, CodeQuestion
from quizdl.study.cards import Card, NewReview, Rating
from quizdl.study.grading import Grade, GradeCode, grade_code, new_review, rate_code
from quizdl.study.learner import Learner
from quizdl.study.review_log import new_id
from quizdl.study.rows import StoredSession
from quizdl.study.session import Session
from quizdl.study.summary import Reviewed, Start, Summary, changes_since
from quizdl.verdict import DECIDED, Verdict
from quizdl.words import Language


class _Recorded(NamedTuple):
    """An answer of the session that can be overruled or undone: its review, the draft and the card before it."""

    review_id: int
    review: NewReview
    draft: str
    before: Card | None


class StudySession:
    """One learner's session, for the screen and the line mode. Only it writes reviews.

    `clock` gives seconds; an answer takes the time from the moment its question becomes the current one to `record`.
    """

    def __init__(self, learner: Learner, clock: Callable[[], float] = time.monotonic) -> None:
        self.learner = learner
        self.session = Session((), 0)
        self._confidence: float | None = None  # in the answer to the current question
        self._clock = clock
        self._asked_at = clock()
        self._stored = StoredSession(new_id(), (), 0)  # how far the session is on the disk
        self._recorded: list[_Recorded] = []  # one for each answer of the session
        self._proven = set[str]()  # claims that were proven in the session
        self._start = self._start_now()

    # Beginning

    def begin(self, questions: Sequence[AnyQuestion], seed: int) -> None:
        """Start a session over these questions, in this order."""
        self._begin(new_id(), questions, seed)

    def _begin(self, session_id: int, questions: Sequence[AnyQuestion], seed: int) -> None:
        self.session = Session(questions, seed)
        # Not written yet: a reader who only looks in has begun nothing
        self._stored = StoredSession(session_id, (), seed)
        self._recorded = []
        self._proven = set()
        self._start = self._start_now()
        self._ask()

    def _start_now(self) -> Start:
        return Start(dict(self.learner.cards), self.learner.now(), self._clock())

    @property
    def left(self) -> list[str]:
        """The questions left in an interrupted session; empty without one."""
        stored = self.learner.store.interrupted_session(self.learner.key)
        if stored is None:
            return []
        known = {summary.id for topic in self.learner.bank.topics for summary in topic.summaries()}
        return [name for name in stored.questions[stored.position :] if name in known]

    def resume(self) -> bool:
        """Resume the interrupted session; False if there is none or its questions are gone."""
        stored = self.learner.store.interrupted_session(self.learner.key)
        if stored is None:
            return False
        questions = {question.id: question for question in self.learner.bank.questions()}
        left = [questions[name] for name in stored.questions[stored.position :] if name in questions]
        if not left:
            self.learner.store.keep_session(self.learner.key, stored._replace(position=len(stored.questions)))
            return False
        self._begin(stored.id, left, stored.seed)
        return True

    # One question after the other

    def _ask(self) -> None:
        """Begin the time of the current question."""
        self._asked_at = self._clock()
        self._confidence = None

    def state_confidence(self, confidence: float | None) -> None:
        """Store the reader's confidence (0..1) in the answer to the current question, for its `record`."""
        self._confidence = confidence

    def record(self, grade: Grade, language: Language) -> Rating | None:
        """Write the grade of the current question; return its rating, or None if it had a grade already."""
        question = self.session.current
        tries = self.session.wrong_tries(question) if question else 0
        if question is None or not self.session.record(grade):
            return None
        review = new_review(
            question,
            grade,
            language=language,
            seconds=self._clock() - self._asked_at,
            confidence=self._confidence,
            wrong_tries=tries,
        )
        self._write(review, self.learner.draft(question), self.learner.cards.get(question.id))
        return review.rating

    def record_exercise(self, outcome: GradeCode, kept: int) -> Rating | None:
        """Write how the current question, an exercise, went; return its rating, or None if it had a grade already.

        `kept` is how many of its judges the best attempt satisfied.
        """
        question = self.session.current
        if not isinstance(question, CodeQuestion):
            return None
        grade, rating = grade_code(question, outcome, kept), rate_code(question, outcome)
        if not self.session.record(grade):
            return None
        review = NewReview(question.id, question.revision, rating, grade.credit, outcome.seconds, None)
        self._write(review, "", self.learner.cards.get(question.id))
        return rating

    def due_in_each(self) -> dict[Rating, timedelta]:
        """By rating, the time until the question of the last answer is due; empty without one."""
        if not self._recorded:
            return {}
        return self.learner.due_in_each(self._recorded[-1].review, self._recorded[-1].before)

    def overrule(self, rating: Rating) -> None:
        """Replace the rating of the last answer; only `again` repeats its question."""
        if not self.session.answers:
            return
        before, right = self.session.answers[-1].grade, rating > Rating.AGAIN
        self.session.amend(before if before.correct == right else Grade(right, float(right)))
        last = self._recorded.pop()
        self._write(replace(last.review, rating=rating), last.draft, last.before, replaces=last.review_id)

    def _write(self, review: NewReview, draft: str, before: Card | None, *, replaces: int | None = None) -> None:
        position = self.session.answers[-1].position + 1  # answered, though the reader still looks at the answer
        review_id = self.learner.record(review, session=self._stored_at(position), replaces=replaces)
        self._recorded.append(_Recorded(review_id, review, draft, before))

    def advance(self) -> None:
        """Go to the next question. One that was not answered counts as skipped."""
        self.session.advance()
        self._store_position()
        self._ask()

    def put_off(self) -> None:
        """Ask the current question at the end of the session; where this is the end, it is skipped."""
        if self.session.position + 1 >= self.session.total:
            self.session.advance()
        else:
            self.session.put_off()
        self._store_position()
        self._ask()

    def leave_out_exercises(self) -> None:
        """Ask no exercise that is left in the session."""
        self.session.leave_out_exercises()
        self._store_position()
        self._ask()

    def undo(self) -> bool:
        """Undo the last answer and ask its question again; False without one.

        What was typed for it is a draft again.
        """
        question = self.session.undo()
        if question is None:
            return False
        last = self._recorded.pop()
        self.learner.retract(question.id, last.review_id)
        if last.draft:
            self.learner.keep_draft(question, last.draft)
        self._store_position()
        self._ask()
        return True

    def prove(self, claim: str, verdict: Verdict, *, as_declared: bool, confidence: float | None = None) -> None:
        """Store a verdict, and the reader's confidence (0..1) that it would agree with the answer."""
        self.learner.prove(claim, verdict, as_declared=as_declared)
        (self._proven.add if claim in self.learner.proven else self._proven.discard)(claim)
        if confidence is not None and verdict in DECIDED:
            self.learner.store.forecast(self.learner.key, claim, confidence, as_declared)

    def summary(self) -> Summary:
        """What became of the session so far."""
        session, first = self.session, dict[str, Reviewed]()
        for answer, recorded in zip(session.answers, self._recorded, strict=True):
            name = answer.question.id
            if name not in first:  # the first grade of a question counts
                due_in = self.learner.due_in(name)
                first[name] = Reviewed(answer.question, answer.grade, recorded.review.confidence, due_in)
        return Summary(
            reviewed=tuple(first.values()),
            skipped=len({question.id for question in session.questions[: session.position]} - first.keys()),
            seconds=self._clock() - self._start.seconds,
            changes=changes_since(self._start, self.learner, first.keys(), self._proven),
            proven=tuple(sorted(self._proven)),
        )

    def _stored_at(self, position: int) -> StoredSession:
        """The session to store, with its next question at `position`."""
        asked = tuple(question.id for question in self.session.questions)
        self._stored = self._stored._replace(questions=asked, position=position)
        return self._stored

    def _store_position(self) -> None:
        before = self._stored
        if self._stored_at(self.session.position) != before:
            self.learner.store.keep_session(self.learner.key, self._stored)
