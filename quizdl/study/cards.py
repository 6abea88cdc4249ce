"""What is remembered of a question, and how it fades. Pure, and light: the scheduler is next door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import NamedTuple

DECAY = 0.1542  # of FSRS-6 by default: the last of its parameters
NEW_DAY = 4  # o'clock by the reader's clock, as Anki has it, unless the reader sets another hour


class Rating(IntEnum):
    """How well a question was answered, in FSRS's words."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class NewReview:
    """The facts of one review: how a question was answered, and how that is rated."""

    question: str
    revision: int
    rating: Rating
    credit: float | None  # 0..1
    seconds: float | None = None
    confidence: float | None = None  # 0..1, stated before the answer was shown


class Review(NamedTuple):
    """One line of the log, as it counts: `at` is aware, by the reader's own clock, and never before the card's last."""

    question: str
    revision: int
    rating: Rating
    at: datetime


class Card(NamedTuple):
    """What is remembered of a question. Stability is in days; difficulty lies in 1..10."""

    question: str
    revision: int
    state: int  # 1 learning, 2 review, 3 relearning
    step: int | None  # of learning or relearning
    stability: float
    difficulty: float
    due: datetime
    last: datetime
    reviews: int
    lapses: int  # how often it was forgotten after it had been learned
    rating: Rating  # of the last review


def local_now() -> datetime:
    """Now, by the reader's clock, in their zone."""
    return datetime.now(UTC).astimezone()


def forgetting_curve(days: float, stability: float, decay: float = DECAY) -> float:
    """Probability of recall that many days after a review: (1 + F·t/S)^-decay, 0.9 at t = S (FSRS-6, Ye 2025)."""
    factor = 0.9 ** (-1 / decay) - 1
    return float((1 + factor * max(days, 0.0) / stability) ** -decay)


class _Days:
    """Where one day of the reader ends and the next begins."""

    begin = time(NEW_DAY)


def begin_days_at(hour: int) -> None:
    """Let the days of the reader of this process begin at that hour, 0 to 23, from now on."""
    _Days.begin = time(hour)


def day_begins() -> int:
    """The hour at which the days of the reader begin."""
    return _Days.begin.hour


def day_of(at: datetime) -> date:
    """The day of the reader that a time belongs to, by the clock of `at`; days begin at `day_begins()` o'clock."""
    return (at - timedelta(hours=_Days.begin.hour)).date()


def days_between(last: datetime, at: datetime) -> int:
    """Days as FSRS counts them: the nights that the reader had between two times, by the clock of the later one.

    A day passes between answers at 19:00 and at 18:50 on the next day, although it had no 24 hours (J. Ye, issue 237
    of fsrs-rs). Never negative.
    """
    return nights_before(start_of_day(at), last)


def start_of_day(at: datetime, days: int = 0) -> datetime:
    """When the day of the reader that a time belongs to began, or the one that many days later does."""
    return datetime.combine(day_of(at) + timedelta(days=days), _Days.begin, at.tzinfo)


def nights_before(morning: datetime, last: datetime) -> int:
    """The nights between a time and the morning of a day; 0 where the time lies in that day or after."""
    return max(-(last - morning).days, 0)


def revised(card: Card, revision: int) -> Card:
    """The card of a question whose answer has changed since: due at once, its memory kept."""
    return card._replace(due=card.last) if revision > card.revision else card


def recall(card: Card, at: datetime, decay: float = DECAY) -> float:
    """Probability that the card is recalled at that time."""
    return forgetting_curve((at - card.last) / timedelta(days=1), card.stability, decay)
