"""A mock interview: the order of its open questions, the answers, the scores. Pure: no input or output."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from quizdl.bank.model import Bank
from quizdl.bank.question import OpenQuestion
from quizdl.study.grading import grade_open

SCHEMA = "quizdl.interview/1"


class How(IntEnum):
    """How an answer went, by the candidate's own judgement, before the model answer is shown."""

    STUCK = 1
    SHAKY = 2
    WELL = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the interview. `deeper`: it follows up on a weak answer."""

    topic: str
    question: OpenQuestion
    deeper: bool = False


@dataclass
class Spoken:
    """An answer: the typed words, if any, and later the key points that they made."""

    asked: Asked
    words: str
    how: How
    seconds: float
    ticked: frozenset[int] | None = None  # None until compared

    @property
    def credit(self) -> float:
        """Share of the key points that were said, 0..1."""
        return grade_open(self.asked.question, self.ticked or ()).credit


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
        self._began = self._asked_at = self.clock()
        self.current = self._queue.pop(0) if self._queue else None

    @property
    def left(self) -> float:
        """Seconds left; 0 once the time is up."""
        return max(60 * self.minutes - (self.clock() - self._began), 0.0)

    def answer(self, words: str, how: How) -> None:
        """Store the answer to the current question, and go to its follow-up if it was weak, else to the next."""
        assert self.current is not None
        self.spoken.append(Spoken(self.current, words.strip(), how, self.clock() - self._asked_at))
        self._asked_at = self.clock()
        self.current = self._next(how) if self.left else None

    def end(self) -> None:
        """No more questions."""
        self.current = None

    def _next(self, how: How) -> Asked | None:
        asked = {spoken.asked.question.id for spoken in self.spoken}
        if how < How.WELL:
            for name in self.spoken[-1].asked.question.follow_up:
                if name in self._by_id and name not in asked:
                    found = self._by_id[name]
                    return Asked(found.topic, found.question, deeper=True)
        while self._queue:
            following = self._queue.pop(0)
            if following.question.id not in asked:
                return following
        return None

    # Afterwards

    def scores(self) -> dict[str, float]:
        """By topic, the share of key points that were said; only of what was compared."""
        credits: dict[str, list[float]] = defaultdict(list)
        for spoken in self.spoken:
            if spoken.ticked is not None:
                credits[spoken.asked.topic].append(spoken.credit)
        return {topic: sum(shares) / len(shares) for topic, shares in credits.items()}

    def document(self, at: datetime, language: str, bank: str) -> dict[str, Any]:
        """What is kept of the interview, as JSON."""
        return {
            "schema": SCHEMA,
            "at": at.isoformat(),
            "bank": bank,
            "language": language,
            "minutes": self.minutes,
            "scores": self.scores(),
            "answers": [
                {
                    "question": spoken.asked.question.id,
                    "topic": spoken.asked.topic,
                    "deeper": spoken.asked.deeper,
                    "words": spoken.words,
                    "how": int(spoken.how),
                    "seconds": round(spoken.seconds, 1),
                    "ticked": sorted(spoken.ticked) if spoken.ticked is not None else None,
                    "credit": spoken.credit if spoken.ticked is not None else None,
                }
                for spoken in self.spoken
            ],
        }


def earlier_scores(interviews: Sequence[Mapping[str, Any]], bank: str) -> dict[str, float]:
    """By topic, the score of the last interview in that bank that had it."""
    scores: dict[str, float] = {}
    for interview in interviews:
        if interview.get("bank") == bank and interview.get("schema") == SCHEMA:
            scores.update(interview["scores"])
    return scores
