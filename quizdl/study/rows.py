"""The tables of cards and sessions: rows as values, and functions that write them with the log in one transaction.

A card is a cache: what the scheduler makes of the log of its question. It is recomputed where the log did not just grow
by one review (a review was retracted), and where the row is invalid (a rescue from a damaged file empties it).
"""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.study.cards import Card, NewReview, Rating, Review
from quizdl.study.review_log import active_reviews, add_review, log_length, retract, reviews_as_of

if TYPE_CHECKING:
    from quizdl.study.scheduling import Scheduler


DELETE_DRAFT = "delete from drafts where bank = ? and question = ?"
CARDS = "select question, revision, state, step, stability, difficulty, due, last, reviews, lapses, rating from cards"


def read_card(row: Sequence[Any]) -> Card:
    """A row of CARDS. Raises ValueError or TypeError if it is invalid."""
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
    """The row of CARDS for a card."""
    return (
        *(card.question, card.revision, card.state, card.step, card.stability, card.difficulty),
        *(card.due.isoformat(), card.last.isoformat(), card.reviews, card.lapses, int(card.rating)),
    )


class StoredSession(NamedTuple):
    """A session over these questions; `position` counts from 0, and is past the last one when it has ended."""

    id: int
    questions: tuple[str, ...]
    seed: int
    position: int = 0


class Logged(NamedTuple):
    """A written answer: the id of its review, and the new card of its question."""

    review_id: int
    card: Card


class Forecast(NamedTuple):
    """A stated confidence, in 0..1, and whether the prediction came true."""

    subject: str
    confidence: float
    came_true: bool
    at: datetime


def put_session(db: sqlite3.Connection, bank: str, session: StoredSession, at: str) -> None:
    ended = at if session.position >= len(session.questions) else None
    db.execute(
        "insert into sittings (id, bank, questions, seed, position, started, ended) values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict (id) do update set"
        " questions = excluded.questions, position = excluded.position, ended = excluded.ended",
        (session.id, bank, json.dumps(session.questions), session.seed, session.position, at, ended),
    )


def interrupted_session(db: sqlite3.Connection, bank: str) -> StoredSession | None:
    """The last session of a bank, if it was interrupted; those over one question come after those over several."""
    latest = "select id, questions, seed, position, ended from sittings where bank = ? order by number desc limit 9"
    of_one = None  # as when a question was searched for in the middle of a session, which few do nine times
    for session_id, asked, seed, position, ended in db.execute(latest, (bank,)).fetchall():
        questions = tuple(json.loads(asked))
        found = None if ended else StoredSession(session_id, questions, seed, position)
        if len(set(questions)) > 1:
            return found or of_one
        of_one = of_one or found
    return of_one


def put_card(db: sqlite3.Connection, bank: str, card: Card) -> None:
    db.execute("insert or replace into cards values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (bank, *row_of(card)))


def put_all_cards(db: sqlite3.Connection, *, cards: Mapping[tuple[str, str], Card], length: int) -> int | None:
    """Replace all cards by these; return how many differed, or None if the log has grown since."""
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
    """The stored card of a question, or one recomputed from its log if that is invalid."""
    row = db.execute(f"{CARDS} where bank = ? and question = ?", (bank, question)).fetchone()
    if row is not None:
        with contextlib.suppress(ValueError, TypeError):
            return read_card(row)
    return card_of_log(db, bank, question, scheduler)


def card_of_log(
    db: sqlite3.Connection, bank: str, question: str, scheduler: Scheduler, as_of: datetime | None = None
) -> Card | None:
    """Recompute the card of a question from its log, as of a time if given; None without an active review."""
    log = active_reviews(db, bank, question)
    counts = [review.counts for review in log] if as_of is None else reviews_as_of(log, as_of)
    return scheduler.rebuild(counts).get(question)


def record_review(
    db: sqlite3.Connection,
    bank: str,
    review: NewReview,
    review_id: int,
    now: datetime,
    scheduler: Scheduler,
    *,
    session: StoredSession | None,
    replaces: int | None,
) -> Card:
    """Write a review under the id `review_id`, its new card and the position of its session; return the card.

    It deletes the draft for the question, too. `replaces` is the id of a review to retract with it.
    """
    if replaces is None:
        before = card_now(db, bank, review.question, scheduler)
    else:
        retract(db, replaces, now)
        before = _card_without(db, bank, review.question, now, scheduler)
    card = scheduler.review(before, Review(review.question, review.revision, review.rating, now))
    add_review(db, bank, review, review_id, session=session and session.id, now=now, counted=card.last)
    put_card(db, bank, card)
    db.execute(DELETE_DRAFT, (bank, review.question))
    if session:
        put_session(db, bank, session, now.isoformat())
    return card


def retract_review(
    db: sqlite3.Connection, bank: str, question: str, review_id: int, now: datetime, scheduler: Scheduler
) -> Card | None:
    """Retract a review of a question; the card as it is without it, None where no other review is left."""
    retract(db, review_id, now)
    card = _card_without(db, bank, question, now, scheduler)
    _put_or_delete(db, bank, question, card)
    return card


def _card_without(db: sqlite3.Connection, bank: str, question: str, now: datetime, scheduler: Scheduler) -> Card | None:
    """Recompute the card of a question after a review of it was retracted.

    It is recomputed as of now, or as of its last review where that is later. Reviews that the log dates after that time
    were written under a wrong clock; a rebuild may have corrected them in the cards, and this must not undo it.
    """
    row = db.execute(f"{CARDS} where bank = ? and question = ?", (bank, question)).fetchone()
    as_of = None
    with contextlib.suppress(ValueError, TypeError):
        as_of = max(now, read_card(row).last)
    return card_of_log(db, bank, question, scheduler, as_of)


def _put_or_delete(db: sqlite3.Connection, bank: str, question: str, card: Card | None) -> None:
    if card is None:
        db.execute("delete from cards where bank = ? and question = ?", (bank, question))
    else:
        put_card(db, bank, card)


def rebuild_cards(db: sqlite3.Connection, bank: str, questions: Sequence[str], scheduler: Scheduler) -> dict[str, Card]:
    """Recompute invalid cards from the log, and delete those of questions without a review; return the others."""
    cards = {question: card_of_log(db, bank, question, scheduler) for question in questions}
    for question, card in cards.items():
        _put_or_delete(db, bank, question, card)
    return {question: card for question, card in cards.items() if card is not None}
