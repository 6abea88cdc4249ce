"""The tally of a reader's whole log: most of it is cached, and only later reviews are read and added."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quizdl.study.cards import Rating, Review, day_begins
from quizdl.study.tally import Tally

if TYPE_CHECKING:
    from quizdl.study.progress import ProgressStore
    from quizdl.study.scheduling import Scheduler

TAIL = 1_000  # reviews that are added anew each time: the last ones are those that are retracted


def tally_of_log(store: ProgressStore, bank: str, scheduler: Scheduler) -> Tally:
    """The tally of the log of a bank. What is older than TAIL reviews is kept, and made again where it does not fit."""
    made_with = [list(scheduler.parameters), day_begins(), list(time.tzname), time.timezone]
    sequence, tally = _kept(store, bank, made_with)
    rows = store.log_after(bank, sequence)
    if len(rows) >= 2 * TAIL:
        older, rows = rows[:-TAIL], rows[-TAIL:]
        _add(tally, older, scheduler)
        if store.saved:
            kept = {"number": older[-1][0], "id": older[-1][1], "made with": made_with, "tally": tally.to_json()}
            store.set_setting(_name(bank), json.dumps(kept))
    _add(tally, rows, scheduler)
    return tally


def _kept(store: ProgressStore, bank: str, made_with: list[Any]) -> tuple[int, Tally]:
    """The sequence number of the last review in a kept tally, and that; 0 and an empty one where none fits."""
    try:
        kept = json.loads(store.setting(_name(bank)) or "{}")
        if kept["made with"] == made_with and store.is_log_unchanged(kept["number"], kept["id"]):
            return kept["number"], Tally.of_json(kept["tally"])
    except (ValueError, LookupError, TypeError):
        pass
    return 0, Tally()


def _name(bank: str) -> str:
    return f"tally of {bank}"


def _add(tally: Tally, rows: list[Any], scheduler: Scheduler) -> None:
    reviews = [
        Review(question, 0, Rating(rating), datetime.fromisoformat(at)) for _, _, question, rating, at, _ in rows
    ]
    tally.add_reviews(reviews, scheduler)
    tally.add_stated((sure, rating > Rating.AGAIN) for _, _, _, rating, _, sure in rows if sure is not None)
