"""Project recall on the day of the interview, for a reader who goes on at the pace of the last days. Pure.

A projection assumes that

- the reader gives as many answers on every day before the interview as on the mean day of the last fortnight, days
  without an answer included, from tomorrow on;
- answers go to what is due, the longest overdue first, then to new questions, and are not saved up: that is what home
  offers;
- each answer goes right as often as the model of memory (FSRS) predicts, a new question with the chance of a plan;
  what goes wrong is answered once more on the same day. A first and a wrong answer come back on the next day.

Nothing is drawn at random. Chances of going wrong add up, and the answer that fills a whole one goes wrong: as many
fail as is expected, and the same log gives the same number.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple

from quizdl.study.cards import Card, Rating, days_between
from quizdl.study.fsrs_model import FsrsModel
from quizdl.study.plan import KNOWN, MOST_DAYS
from quizdl.study.value_function import WRONG

FORTNIGHT = 14  # days that a pace is the mean of
LEAST_DAYS = 3  # since the first answer: fewer are no pace

DAY = timedelta(days=1)


class _Memory(NamedTuple):
    """One question in the days to come, counted from now; the earliest due first, then in the order of learning."""

    due: float
    number: int
    stability: float
    difficulty: float
    last: float


def answers_a_day(days: Mapping[date, int], today: date) -> float | None:
    """Answers on the mean day of the fortnight before today, from counts of answers by day.

    A reader of less than a fortnight is measured since their first day. None where there is no pace: too few days, or
    none of them with an answer.
    """
    length = min((today - min(days, default=today)).days, FORTNIGHT)
    answers = sum(number for day, number in days.items() if 0 < (today - day).days <= length)
    return answers / length if length >= LEAST_DAYS and answers else None


def recalled_at_pace(
    cards: Iterable[Card], new: int, now: datetime, until: datetime, pace: float, parameters: Sequence[float]
) -> float | None:
    """The expected number of questions recalled at `until`, of those with cards and `new` ones without.

    pace: answers a day. parameters: the scheduler's. None where the day is too far away to project.
    """
    nights = days_between(now, until.astimezone(now.tzinfo))
    if nights > MOST_DAYS:
        return None
    model, numbers = FsrsModel(parameters), count()
    memories = [
        _Memory((card.due - now) / DAY, next(numbers), card.stability, card.difficulty, (card.last - now) / DAY)
        for card in cards
    ]
    heapq.heapify(memories)
    answers, failing = 0.0, 0.5  # half: that an answer fails a little early is as likely as a little late
    for day in range(1, nights):
        answers += pace
        while answers >= 1:
            known = heapq.heappop(memories) if memories and memories[0].due <= day else None
            if known is None and not new:
                answers = 0.0  # nothing is left to do on this day
                break
            new -= known is None
            chance = model.recall(day - known.last, known.stability) if known else KNOWN
            failing += 1 - chance
            right = failing < 1
            failing -= not right
            answers -= 1 if right else WRONG
            stability, difficulty = _answered(model, known, chance, right=right)
            due = day + (max(round(stability), 1) if known and right else 1)  # steps of learning take minutes
            heapq.heappush(memories, _Memory(due, next(numbers), stability, difficulty, day))
    left = (until - now) / DAY
    return math.fsum(model.recall(max(left - memory.last, 0.0), memory.stability) for memory in memories)


def _answered(model: FsrsModel, known: _Memory | None, chance: float, *, right: bool) -> tuple[float, float]:
    """Stability and difficulty after an answer; a wrong one is followed by one that was hard."""
    rating = Rating.GOOD if right else Rating.AGAIN
    after = model.later(known.stability, known.difficulty, chance, rating) if known else model.first(rating)
    return after if right else model.same_day(*after, Rating.HARD)
