"""A sitting that is kept: every answer is on the disk before the next question shows, and it can be resumed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from quizdl.bank.model import Language
from quizdl.bank.question import AnyQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Grade
from quizdl.study.learner import DECIDED, Learner
from quizdl.study.rows import StoredSitting, new_id
from quizdl.study.session import Sitting, Summary
from quizdl.verdict import Verdict


class Course:
    """What the quiz does with a sitting, on screen as line by line.

    `clock` gives seconds; the time from `asked` to `record` is the time that an answer took.
    """

    def __init__(self, learner: Learner, clock: Callable[[], float] = time.monotonic) -> None:
        self.learner = learner
        self.sitting = Sitting((), 0)
        self.confidence: float | None = None  # 0..1, that the reader states before answering
        self._clock = clock
        self._asked = clock()
        self._kept = StoredSitting(new_id(), (), 0)  # how far the sitting was when it was kept last

    # Beginning

    def begin(self, questions: Sequence[AnyQuestion], seed: int) -> None:
        """Start a sitting over these questions, in this order."""
        self._begin(new_id(), questions, seed)

    def _begin(self, number: int, questions: Sequence[AnyQuestion], seed: int) -> None:
        self.sitting = Sitting(questions, seed, self.learner.bank.topics)
        self._kept = StoredSitting(number, (), seed)  # nothing is: a reader who only looks in has begun nothing
        self.asked()

    @property
    def left(self) -> int:
        """How many questions an interrupted sitting has left; 0 where none was interrupted."""
        kept = self.learner.store.open_sitting(self.learner.key)
        if kept is None:
            return 0
        known = {summary.id for topic in self.learner.bank.topics for summary in topic.summaries()}
        return sum(name in known for name in kept.questions[kept.position :])

    def resume(self) -> bool:
        """Go on with the sitting that was interrupted; False where none was, or its questions are gone."""
        kept = self.learner.store.open_sitting(self.learner.key)
        if kept is None:
            return False
        questions = {question.id: question for question in self.learner.bank.questions()}
        left = [questions[name] for name in kept.questions[kept.position :] if name in questions]
        if not left:
            self.learner.store.keep_sitting(self.learner.key, kept._replace(position=len(kept.questions)))
            return False
        self._begin(kept.id, left, kept.seed)
        return True

    # One question after the other

    def asked(self) -> None:
        """The current question is shown: its time begins."""
        self._asked = self._clock()
        self.confidence = None

    def record(self, grade: Grade, language: Language) -> Rating | None:
        """Keep the grade of the current question, and say how it was rated; None where it had one already."""
        question = self.sitting.current
        tries = self.sitting.wrong_tries(question) if question else 0
        if question is None or not self.sitting.record(grade):
            return None
        seconds = self._clock() - self._asked
        return self.learner.answer(
            question,
            grade,
            language=language,
            seconds=seconds,
            confidence=self.confidence,
            wrong_tries=tries,
            sitting=self._kept_at(self.sitting.position + 1),  # answered, though the reader still looks at the answer
        )

    def overrule(self, rating: Rating) -> None:
        """The reader rates the last answer; again brings it back, anything else does not."""
        if not self.sitting.answers:
            return
        before, right = self.sitting.answers[-1].grade, rating > Rating.AGAIN
        self.sitting.amend(before if before.correct == right else Grade(right, float(right)))
        self.learner.overrule(rating, self._kept_at(self.sitting.answers[-1].position + 1))

    def advance(self) -> None:
        """Go to the next question. One that was not answered counts as skipped."""
        self.sitting.advance()
        self._keep_place(self.sitting.position)
        self.asked()

    def undo(self) -> bool:
        """Take the last answer back, and ask its question again; False where there is none."""
        if self.sitting.undo() is None:
            return False
        self.learner.undo()
        self._keep_place(self.sitting.position)
        self.asked()
        return True

    def prove(self, claim: str, verdict: Verdict, *, as_declared: bool, confidence: float | None = None) -> None:
        """Keep what an experiment said, and how sure (0..1) the reader was that it would say what the answer says."""
        self.sitting.prove(claim, verdict)
        self.learner.prove(claim, verdict, as_declared=as_declared)
        if confidence is not None and verdict in DECIDED:
            self.learner.store.forecast(self.learner.key, claim, confidence, as_declared)

    def summary(self) -> Summary:
        """What became of the sitting so far."""
        return self.sitting.summary()

    def _kept_at(self, position: int) -> StoredSitting:
        """The sitting as it is kept from now on: with its next question at `position`."""
        asked = tuple(question.id for question in self.sitting.questions)
        self._kept = self._kept._replace(questions=asked, position=position)
        return self._kept

    def _keep_place(self, position: int) -> None:
        before = self._kept
        if self._kept_at(position) != before:
            self.learner.store.keep_sitting(self.learner.key, self._kept)
