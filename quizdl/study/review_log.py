"""The log of reviews: one row for each answer, only ever added to. Everything else about memory follows from it.

Columns keep the names that they had at first; here `sitting` is the session, `said_at` the clock time, `number` the
sequence number (the order of writing), and a row that retracts a review holds its id in `voids`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from quizdl.study.cards import NewReview, Rating, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReview(NewReview):
    """A row of the log. `clock_time` may be wrong; `counted_at` never decreases for a question."""

    id: int
    bank: str
    session: int | None
    clock_time: datetime
    counted_at: datetime

    @property
    def counts(self) -> Review:
        """The fields that the scheduler needs."""
        return Review(self.question, self.revision, self.rating, self.counted_at)


FACTS = "question, revision, rating, credit, seconds, confidence"  # the columns of a NewReview
ACTIVE = (  # what was not retracted
    " from reviews as review where voids is null"
    " and not exists (select 1 from reviews as later where later.voids = review.id)"
)
TOLERANCE = timedelta(days=1)  # between clocks: a review later than now by no more than that is believed


def new_id() -> int:
    """Draw an id at random, so that rows kept in memory can be written later beside those of other processes."""
    return int.from_bytes(os.urandom(8), "big") >> 2


def add_review(
    db: sqlite3.Connection,
    bank: str,
    review: NewReview,
    review_id: int,
    *,
    session: int | None,
    now: datetime,
    counted: datetime,
) -> None:
    """Add a review to the log under the id `review_id`."""
    db.execute(
        f"insert into reviews ({FACTS}, id, bank, sitting, said_at, counted_at) values ({', '.join('?' * 11)})",
        (*astuple(review), review_id, bank, session, now.isoformat(), counted.isoformat()),
    )


def active_reviews(db: sqlite3.Connection, bank: str | None, question: str | None) -> list[StoredReview]:
    """The reviews that were not retracted, in the order of the log; None means all banks or questions."""
    wanted = {name: value for name, value in (("bank", bank), ("question", question)) if value is not None}
    where = "".join(f" and {name} = :{name}" for name in wanted)
    select = f"select {FACTS}, id, bank, sitting, said_at, counted_at{ACTIVE}{where} order by number"
    return [_read_review(row) for row in db.execute(select, wanted)]


def _read_review(row: Sequence[Any]) -> StoredReview:
    question, revision, rating, *numbers, review_id, bank, session, clock_time, counted = row
    return StoredReview(
        question,
        revision,
        Rating(rating),
        *numbers,
        id=review_id,
        bank=bank,
        session=session,
        clock_time=datetime.fromisoformat(clock_time),
        counted_at=datetime.fromisoformat(counted),
    )


def log_after(db: sqlite3.Connection, bank: str, sequence: int) -> list[Any]:
    """The active reviews of a bank after a sequence number: sequence number, id and the fields for statistics."""
    columns = "select number, id, question, rating, counted_at, confidence"
    return db.execute(f"{columns}{ACTIVE} and bank = ? and number > ? order by number", (bank, sequence)).fetchall()


def review_times(db: sqlite3.Connection, bank: str, since: datetime) -> list[datetime]:
    """When the active reviews of a bank since then counted, with one day more: text compares across time zones."""
    text = (since - timedelta(days=1)).isoformat()
    rows = db.execute(f"select distinct counted_at{ACTIVE} and bank = ? and counted_at >= ?", (bank, text))
    return [datetime.fromisoformat(at) for (at,) in rows]


def log_length(db: sqlite3.Connection) -> int:
    """The number of rows ever added to the log."""
    return int(db.execute("select coalesce(max(number), 0) from reviews").fetchone()[0])


def is_log_unchanged(db: sqlite3.Connection, sequence: int, review_id: int) -> bool:
    """Whether the log up to a sequence number still ends with this review, and nothing was retracted since."""
    if db.execute("select id from reviews where number = ?", (sequence,)).fetchone() != (review_id,):
        return False
    later = (
        "select 1 from reviews as later where later.number > ? and later.voids is not null and exists (select 1 from"
    )
    retracted = db.execute(f"{later} reviews where id = later.voids and number <= ?)", (sequence, sequence))
    return retracted.fetchone() is None


def retract(db: sqlite3.Connection, review_id: int, now: datetime) -> None:
    """Add a row that retracts a review, unless it exists, or the review was lost with a damaged file."""
    db.execute(
        "insert into reviews (id, bank, question, revision, voids, said_at, counted_at)"
        " select ?, bank, question, revision, id, ?, ? from reviews as review where id = ?"
        " and not exists (select 1 from reviews as later where later.voids = review.id)",
        (new_id(), now.isoformat(), now.isoformat(), review_id),
    )


def retract_all(db: sqlite3.Connection, bank: str, questions: Iterable[str], now: datetime) -> int:
    """Retract every review of these questions and delete their cards; return the number of reviews."""
    count = 0
    for question in questions:
        reviews = active_reviews(db, bank, question)
        for review in reviews:
            retract(db, review.id, now)
        db.execute("delete from cards where bank = ? and question = ?", (bank, question))
        count += len(reviews)
    return count


def reviews_as_of(log: Sequence[StoredReview], now: datetime) -> list[Review]:
    """The reviews as of `now`: one with a later time was written while a clock was wrong.

    Such a review counts at its `clock_time`, if that is not later too (`counted_at` was raised to the false time of the
    review before). Otherwise its time is unknown, and it takes that of the review before, or after.
    """

    def known_time(review: StoredReview) -> datetime | None:
        return next((at for at in (review.counted_at, review.clock_time) if at <= now + TOLERANCE), None)

    known = {review.question: at for review in reversed(log) if (at := known_time(review))}
    counts = []
    for review in log:
        at = known[review.question] = known_time(review) or known.get(review.question, now)
        counts.append(review.counts._replace(at=at))
    return counts
