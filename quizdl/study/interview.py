"""A mock interview: the order of its open questions, the clock, the answers. Pure: no input or output."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from quizdl.bank.model import Bank
from quizdl.bank.question import OpenQuestion

USUAL_SECONDS = 180  # that an answer aloud takes
LONG = 1.5  # times the usual: too long for an interviewer
LEAST_SECONDS = 10  # no answer aloud is shorter: without notes either, the question was skipped


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the interview. `deeper`: it follows up on the answer before."""

    topic: str
    question: OpenQuestion
    deeper: bool = False


@dataclass
class Spoken:
    """An answer: the typed words, if any, and later the key points that they made."""

    asked: Asked
    words: str
    seconds: float
    ticked: frozenset[int] | None = None  # by the candidate, afterwards; None until then

    @property
    def said(self) -> int:
        """The number of key points that were said."""
        return len((self.ticked or frozenset()) & set(range(self.points)))

    @property
    def points(self) -> int:
        """The number of key points to say."""
        return len(self.asked.question.key_points)

    @property
    def skipped(self) -> bool:
        return not self.words and not self.ticked and self.seconds < LEAST_SECONDS

    @property
    def is_long(self) -> bool:
        return self.seconds > LONG * USUAL_SECONDS


def open_questions(bank: Bank, topics: Collection[str] = (), levels: Collection[int] = ()) -> list[Asked]:
    """The questions that an interview can ask, in the order of the bank."""
    return [
        Asked(topic.name, question)
        for topic in bank.topics
        if not topics or topic.name in topics
        for question in topic.questions
        if isinstance(question, OpenQuestion) and (not levels or question.level in levels)
    ]


def cover(pool: Sequence[Asked], seed: int) -> list[Asked]:
    """The pool in an order whose every prefix covers topics and levels as evenly as possible.

    Next is the topic asked least so far; in it the level asked least so far, the easiest first. The seed decides
    among equals. What goes deeper into another question comes after that.
    """
    left = list(pool)
    random.Random(seed).shuffle(left)
    topics, levels = Counter[str](), Counter[int]()
    order = []
    while left:
        deeper = {name for asked in left for name in asked.question.follow_up}
        ready = [asked for asked in left if asked.question.id not in deeper] or left  # in a ring all go deeper
        chosen = min(ready, key=lambda a: (topics[a.topic], levels[a.question.level], a.question.level))
        left.remove(chosen)
        order.append(chosen)
        topics[chosen.topic] += 1
        levels[chosen.question.level] += 1
    return order


@dataclass
class Interview:
    """Questions until the time is up; nothing about their answers before the end.

    `pool` is what may be asked, `clock` gives seconds. The answer that is being given when the time is up counts.
    """

    pool: Sequence[Asked]
    minutes: float
    seed: int
    clock: Callable[[], float] = time.monotonic
    spoken: list[Spoken] = field(default_factory=list, init=False)
    current: Asked | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._queue = cover(self.pool, self.seed)
        self._by_id = {asked.question.id: asked for asked in self.pool}
        self._began = self.clock()
        self._paused_at: float | None = None
        self._asked_at = 0.0  # seconds into the interview
        self.current = self._queue.pop(0) if self._queue else None

    # The clock

    def pause(self) -> None:
        """Stop the clock."""
        if self._paused_at is None:
            self._paused_at = self.clock()

    def go_on(self) -> None:
        """Let the clock run again."""
        if self._paused_at is not None:
            self._began += self.clock() - self._paused_at
            self._paused_at = None

    @property
    def _elapsed(self) -> float:
        now = self.clock() if self._paused_at is None else self._paused_at
        return now - self._began

    @property
    def left(self) -> float:
        """Seconds left; 0 once the time is up."""
        return max(60 * self.minutes - self._elapsed, 0.0)

    @property
    def seconds(self) -> float:
        """Seconds since the current question was asked."""
        return self._elapsed - self._asked_at

    @property
    def number(self) -> int:
        """The number of the current question, from 1."""
        return len(self.spoken) + 1

    @property
    def about(self) -> int:
        """About how many questions there will be, if the answers to come take the usual time."""
        to_come = round((60 * self.minutes - self._asked_at) / USUAL_SECONDS)
        return min(len(self.spoken) + max(to_come, 1), len(self.pool))

    # The questions

    def answer(self, words: str) -> None:
        """Store the answer to the current question, and go to the next."""
        assert self.current is not None
        self.spoken.append(Spoken(self.current, words.strip(), self.seconds))
        self._asked_at = self._elapsed
        self.current = self._next() if self.left else None

    def end(self, words: str = "") -> None:
        """Ask no more questions. The current one counts as answered where there are words for it."""
        if words.strip():
            self.answer(words)
        self.current = None

    def _next(self) -> Asked | None:
        """A question that goes deeper into the last one, once and unless that was skipped; else the next topic."""
        asked, last = {spoken.asked.question.id for spoken in self.spoken}, self.spoken[-1]
        if not last.asked.deeper and not last.skipped:
            for name in last.asked.question.follow_up:
                if name in self._by_id and name not in asked:
                    found = self._by_id[name]
                    return Asked(found.topic, found.question, deeper=True)
        while self._queue:
            following = self._queue.pop(0)
            if following.question.id not in asked:
                return following
        return None
