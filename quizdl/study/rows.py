"""Rows of the progress database as values: the log of reviews, and the cards made from it."""

from __future__ import annotations

import contextlib
import json
import math
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.study.cards import Card, Rating, Review

if TYPE_CHECKING:
    from quizdl.study.scheduling import Scheduler


class StoredReview(NamedTuple):
    """One line of the log. `said_at` is what the clock said; `counted_at` never runs backwards for a question."""

    id: int
    bank: str
    question: str
    revision: int
    rating: Rating
    credit: float | None  # 0..1
    seconds: float | None
    confidence: float | None  # 0..1, stated before the answer was shown
    given: str | None  # the answer, as whoever recorded it wrote it
    sitting: int | None
    said_at: datetime
    counted_at: datetime

    @property
    def counts(self) -> Review:
        """What the scheduler needs of it."""
        return Review(self.question, self.revision, self.rating, self.counted_at)


CARDS = "select question, revision, state, step, stability, difficulty, due, last, reviews, lapses, rating from cards"
TOLERANCE = timedelta(days=1)  # of clocks that differ: a line no later than that is believed
_STANDING = (
    "select id, bank, question, revision, rating, credit, seconds, confidence, given, sitting, said_at, counted_at"
    " from reviews as review where voids is null"
    " and not exists (select 1 from reviews as later where later.voids = review.id)"
)


def new_id() -> int:
    """Drawn at random: what is kept in memory can be written down later, beside what others wrote meanwhile."""
    return int.from_bytes(os.urandom(8), "big") >> 2


def log_after(db: sqlite3.Connection, bank: str, number: int) -> list[Any]:
    """Rows of the reviews of a bank that stand, after that number of the log: number, id, and what statistics need."""
    select = _STANDING[_STANDING.index(" from ") :]
    columns = "select number, id, question, rating, counted_at, confidence"
    return db.execute(f"{columns}{select} and bank = ? and number > ? order by number", (bank, number)).fetchall()


def is_log_up_to(db: sqlite3.Connection, number: int, review: int) -> bool:
    """Whether the log up to that number is as it was when `review` was its last line: nothing was taken back since."""
    if db.execute("select id from reviews where number = ?", (number,)).fetchone() != (review,):
        return False
    later = (
        "select 1 from reviews as later where later.number > ? and later.voids is not null and exists (select 1 from"
    )
    taken_back = db.execute(f"{later} reviews where id = later.voids and number <= ?)", (number, number))
    return taken_back.fetchone() is None


def void_all(db: sqlite3.Connection, bank: str, questions: Iterable[str], said: datetime) -> int:
    """Take back every review of these questions, and forget their cards; how many reviews that were."""
    count = 0
    for question in questions:
        rows = standing(db, bank, question)
        for row in rows:
            void(db, row[0], said)
        db.execute("delete from cards where bank = ? and question = ?", (bank, question))
        count += len(rows)
    return count


def void(db: sqlite3.Connection, review: int, said: datetime) -> None:
    """Take a review back, unless it is already, or went with a damaged file before it was in a backup."""
    db.execute(
        "insert into reviews (id, bank, question, revision, voids, said_at, counted_at)"
        " select ?, bank, question, revision, id, ?, ? from reviews as review where id = ?"
        " and not exists (select 1 from reviews as later where later.voids = review.id)",
        (new_id(), said.isoformat(), said.isoformat(), review),
    )


def standing(db: sqlite3.Connection, bank: str | None, question: str | None) -> list[Any]:
    """Rows of reviews that were not taken back, in the order of the log; None stands for all."""
    wanted = {"bank": bank, "question": question}
    given = {name: value for name, value in wanted.items() if value is not None}
    where = "".join(f" and {name} = :{name}" for name in given)
    return db.execute(f"{_STANDING}{where} order by number", given).fetchall()


def read_review(row: Sequence[Any]) -> StoredReview:
    """A row of `standing`."""
    number, bank, question, revision, rating, credit, seconds, confidence, given, sitting, said, counted = row
    said_at, counted_at = datetime.fromisoformat(said), datetime.fromisoformat(counted)
    answer = (Rating(rating), credit, seconds, confidence, given, sitting)
    return StoredReview(number, bank, question, revision, *answer, said_at, counted_at)


def read_card(row: Sequence[Any]) -> Card:
    """A row of CARDS. Raises ValueError or TypeError where it makes no sense."""
    question, revision, state, step, stability, difficulty, due, last, reviews, lapses, rating = row
    falls_due, reviewed = datetime.fromisoformat(due), datetime.fromisoformat(last)
    if not (
        revision is not None
        and state in (1, 2, 3)
        and (step is None or step >= 0)
        and 0 < stability < math.inf
        and 1 <= difficulty <= 10
        and falls_due >= reviewed
        and reviewed.tzinfo is not None
        and reviews > lapses >= 0
    ):
        raise ValueError(question)
    counts = (reviews, lapses, Rating(rating))
    return Card(question, revision, state, step, stability, difficulty, falls_due, reviewed, *counts)


def row_of(card: Card) -> tuple[Any, ...]:
    """The row of CARDS that a card makes."""
    return (
        *(card.question, card.revision, card.state, card.step, card.stability, card.difficulty),
        *(card.due.isoformat(), card.last.isoformat(), card.reviews, card.lapses, int(card.rating)),
    )


class StoredSitting(NamedTuple):
    """A sitting over these questions; `position` counts from 0, and is past the last one when it has ended."""

    id: int
    questions: tuple[str, ...]
    seed: int
    position: int = 0


def put_sitting(db: sqlite3.Connection, bank: str, sitting: StoredSitting, at: str) -> None:
    ended = at if sitting.position >= len(sitting.questions) else None
    db.execute(
        "insert into sittings (id, bank, questions, seed, position, started, ended) values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict (id) do update set"
        " questions = excluded.questions, position = excluded.position, ended = excluded.ended",
        (sitting.id, bank, json.dumps(sitting.questions), sitting.seed, sitting.position, at, ended),
    )


def put_card(db: sqlite3.Connection, bank: str, card: Card) -> None:
    db.execute("insert or replace into cards values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (bank, *row_of(card)))


def log_length(db: sqlite3.Connection) -> int:
    """How many lines were ever added to the log."""
    return int(db.execute("select coalesce(max(number), 0) from reviews").fetchone()[0])


def put_all_cards(db: sqlite3.Connection, *, cards: Mapping[tuple[str, str], Card], length: int) -> int | None:
    """Keep these cards, by bank and question, and no others; how many differed. None if the log has grown since."""
    if log_length(db) != length:
        return None
    rows = db.execute(CARDS.replace("select", "select bank,")).fetchall()
    kept = {(bank, question): (question, *values) for bank, question, *values in rows}
    differing = [key for key, card in cards.items() if kept.get(key) != row_of(card)]
    for key in differing:
        put_card(db, key[0], cards[key])
    gone = kept.keys() - cards.keys()
    db.executemany("delete from cards where bank = ? and question = ?", list(gone))
    return len(differing) + len(gone)


def card_now(db: sqlite3.Connection, bank: str, question: str, scheduler: Scheduler) -> Card | None:
    """What is remembered of a question: what is kept, or what its log makes where that makes no sense."""
    row = db.execute(f"{CARDS} where bank = ? and question = ?", (bank, question)).fetchone()
    if row is not None:
        with contextlib.suppress(ValueError, TypeError):
            return read_card(row)
    return card_of_log(db, bank, question, scheduler)


def card_of_log(
    db: sqlite3.Connection, bank: str, question: str, scheduler: Scheduler, now: datetime | None = None
) -> Card | None:
    """The card that the log of a question makes, as it counts by `now`, if given; None where no review stands."""
    log = [read_review(row) for row in standing(db, bank, question)]
    counts = [review.counts for review in log] if now is None else believed(log, now)
    return scheduler.rebuild(counts).get(question)


def last_said(db: sqlite3.Connection, bank: str, question: str, said: datetime) -> datetime | None:
    """The later of what the clock says and of when the question was last reviewed; None where no card tells that.

    A rebuild may have disbelieved the log, and whoever makes one card again must not believe it after all.
    """
    row = db.execute(f"{CARDS} where bank = ? and question = ?", (bank, question)).fetchone()
    with contextlib.suppress(ValueError, TypeError):
        return max(said, read_card(row).last)
    return None


def believed(log: Sequence[StoredReview], now: datetime) -> list[Review]:
    """The log as it counts by `now`: what is later than that was written while a clock was wrong.

    Such a line counts when it was said, if not even that is later (it was clamped to the false time of one before);
    else nobody knows when it was, and it counts as one more of the day of the line before, or after.
    """

    def told(review: StoredReview) -> datetime | None:
        return next((at for at in (review.counted_at, review.said_at) if at <= now + TOLERANCE), None)

    known = {review.question: at for review in reversed(log) if (at := told(review))}
    counts = []
    for review in log:
        at = known[review.question] = told(review) or known.get(review.question, now)
        counts.append(review.counts._replace(at=at))
    return counts


def mend(db: sqlite3.Connection, bank: str, questions: Sequence[str], scheduler: Scheduler) -> dict[str, Card]:
    """Cards of these questions again from the log; one without a review is forgotten."""
    mended = {}
    for question in questions:
        if (card := card_of_log(db, bank, question, scheduler)) is not None:
            put_card(db, bank, card)
            mended[question] = card
        else:
            db.execute("delete from cards where bank = ? and question = ?", (bank, question))
    return mended
