"""Cards, and how recall fades. Pure, and cheap to import: the scheduler is in another module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import NamedTuple

DECAY = 0.1542  # of FSRS-6 by default: the last of its parameters
NEW_DAY = 4  # o'clock by the reader's clock, as Anki has it, unless the reader sets another hour
LEECH = 2  # lapses from which on a card is one (Anki's word for what is forgotten again and again)


class Rating(IntEnum):
    """FSRS's rating of an answer."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class NewReview:
    """The facts of one review: the answer to a question, and its rating."""

    question: str
    revision: int
    rating: Rating
    credit: float | None  # 0..1
    seconds: float | None = None
    confidence: float | None = None  # 0..1, stated before the answer was shown


class Review(NamedTuple):
    """One review of the log: `at` is aware, in the reader's zone, and never before the card's last review."""

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
    """Now, in the reader's zone."""
    return datetime.now(UTC).astimezone()


def forgetting_curve(days: float, stability: float, decay: float = DECAY) -> float:
    """Probability of recall that many days after a review: (1 + F·t/S)^-decay, 0.9 at t = S (FSRS-6, Ye 2025)."""
    factor = 0.9 ** (-1 / decay) - 1
    return float((1 + factor * max(days, 0.0) / stability) ** -decay)


class _Days:
    """The hour at which the reader's days begin."""

    begin = time(NEW_DAY)


def begin_days_at(hour: int) -> None:
    """Set the hour, 0 to 23, at which the reader's days begin in this process."""
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
    """The start of the reader's day that holds a time, or of the day that many days later."""
    return datetime.combine(day_of(at) + timedelta(days=days), _Days.begin, at.tzinfo)


def nights_before(morning: datetime, last: datetime) -> int:
    """The nights between a time and the morning of a day; 0 if the time is on that day or later."""
    return max(-(last - morning).days, 0)


def revised(card: Card, revision: int) -> Card:
    """The card of a question whose answer has changed: due at once, with its memory."""
    return card._replace(due=card.last) if revision > card.revision else card


def recall(card: Card, at: datetime, decay: float = DECAY) -> float:
    """Probability that the card is recalled at that time."""
    return forgetting_curve((at - card.last) / timedelta(days=1), card.stability, decay)
