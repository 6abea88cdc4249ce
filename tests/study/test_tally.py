"""The tally of a long log: kept, continued, and made again where it does not fit."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from quizdl.study import history
from quizdl.study.cards import NEW_DAY, NewReview, Rating, begin_days_at
from quizdl.study.history import tally_of_log
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.scheduling import Scheduler
from quizdl.study.tally import Tally
from tests.study.writers import Clock, answer

pytestmark = pytest.mark.slow  # they sum up logs of thousands of reviews

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


SCHEDULER = Scheduler()


@pytest.fixture
def long_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProgressStore:
    """A store with 60 reviews of three questions, of which a tally keeps all but the last ten or so."""
    monkeypatch.setattr(history, "TAIL", 10)
    clock = Clock(NOW - timedelta(days=300))
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=clock)
    for number in range(60):
        confidence = 0.9 if number % 2 else None
        review = NewReview("abc"[number % 3], 1, Rating(1 + number % 4), 1.0, confidence=confidence)
        store.record(BUILTIN, review, SCHEDULER)
        clock.at += timedelta(hours=17 * (number % 5))
    return store


def same_as_anew(store: ProgressStore) -> bool:
    """Whether what is kept of the log, and what came since, come to what the whole log comes to."""
    kept = tally_of_log(store, BUILTIN, SCHEDULER)
    anew = Tally()
    reviews = list(store.reviews(BUILTIN))
    anew.add_reviews((review.counts for review in reviews), SCHEDULER)
    anew.add_stated((r.confidence, r.rating > Rating.AGAIN) for r in reviews if r.confidence is not None)
    return kept == anew


def test_a_kept_tally_and_later_reviews_come_to_what_the_whole_log_does(
    long_log: ProgressStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert same_as_anew(long_log)
    read: list[int] = []
    log_after = long_log.log_after

    def watched(bank: str, number: int) -> list[Any]:
        read.append(number)
        return log_after(bank, number)

    monkeypatch.setattr(long_log, "log_after", watched)
    assert same_as_anew(long_log)
    assert read == [50], "the older reviews are not read again"
    answer(long_log, "a", Rating.AGAIN)
    assert same_as_anew(long_log)
    assert read == [50, 50]


def test_a_tally_is_made_again_where_an_old_review_was_retracted(long_log: ProgressStore) -> None:
    assert same_as_anew(long_log)
    first = long_log.reviews(BUILTIN)[0]
    long_log.retract(BUILTIN, first.question, first.id, SCHEDULER)
    assert same_as_anew(long_log)
    long_log.reset(BUILTIN, ["b"])
    assert same_as_anew(long_log)


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"number": 1, "id": 2, "made with": [], "tally": "{}"}'])
def test_a_tally_that_makes_no_sense_is_made_again(long_log: ProgressStore, kept: str) -> None:
    long_log.set_setting(f"tally of {BUILTIN}", kept)
    assert same_as_anew(long_log)


def test_a_tally_is_made_again_where_days_begin_at_another_hour(long_log: ProgressStore) -> None:
    assert same_as_anew(long_log)
    begin_days_at(15)
    try:
        assert same_as_anew(long_log)
    finally:
        begin_days_at(NEW_DAY)


def test_looking_at_statistics_is_no_change_that_could_be_lost(long_log: ProgressStore, tmp_path: Path) -> None:
    long_log.close()
    (tmp_path / "progress.sqlite").chmod(0o444)
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    store._database.saved = False  # as if the disk refused
    assert same_as_anew(store)
    assert store.unsaved.changes == 0
