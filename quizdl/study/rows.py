"""Rows of cards and of sessions as values. A card is a cache of the log: what makes no sense is made again."""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.study.cards import Card, Rating
from quizdl.study.review_log import active_reviews, log_length, reviews_as_of

if TYPE_CHECKING:
    from quizdl.study.scheduling import Scheduler


CARDS = "select question, revision, state, step, stability, difficulty, due, last, reviews, lapses, rating from cards"


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


class StoredSession(NamedTuple):
    """A session over these questions; `position` counts from 0, and is past the last one when it has ended."""

    id: int
    questions: tuple[str, ...]
    seed: int
    position: int = 0


def put_session(db: sqlite3.Connection, bank: str, session: StoredSession, at: str) -> None:
    ended = at if session.position >= len(session.questions) else None
    db.execute(
        "insert into sittings (id, bank, questions, seed, position, started, ended) values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict (id) do update set"
        " questions = excluded.questions, position = excluded.position, ended = excluded.ended",
        (session.id, bank, json.dumps(session.questions), session.seed, session.position, at, ended),
    )


def put_card(db: sqlite3.Connection, bank: str, card: Card) -> None:
    db.execute("insert or replace into cards values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (bank, *row_of(card)))


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
    log = active_reviews(db, bank, question)
    counts = [review.counts for review in log] if now is None else reviews_as_of(log, now)
    return scheduler.rebuild(counts).get(question)


def last_said(db: sqlite3.Connection, bank: str, question: str, said: datetime) -> datetime | None:
    """The later of what the clock says and of when the question was last reviewed; None where no card tells that.

    A rebuild may have disbelieved the log, and whoever makes one card again must not believe it after all.
    """
    row = db.execute(f"{CARDS} where bank = ? and question = ?", (bank, question)).fetchone()
    with contextlib.suppress(ValueError, TypeError):
        return max(said, read_card(row).last)
    return None


def rebuild_cards(db: sqlite3.Connection, bank: str, questions: Sequence[str], scheduler: Scheduler) -> dict[str, Card]:
    """Make the cards of these questions again from the log; one without a review is deleted."""
    cards = {}
    for question in questions:
        if (card := card_of_log(db, bank, question, scheduler)) is not None:
            put_card(db, bank, card)
            cards[question] = card
        else:
            db.execute("delete from cards where bank = ? and question = ?", (bank, question))
    return cards
