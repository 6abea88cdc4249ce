"""Cards follow the log, under wrong clocks and where their rows are garbage."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from quizdl.study.cards import NewReview, Rating
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.scheduling import Scheduler
from tests.study.writers import MORNING, Clock, all_is_well, answer, fill

CLOCKS = {
    "three days back": MORNING - timedelta(days=3),
    "1970": datetime(1970, 1, 1, tzinfo=UTC),
    "before 1970": datetime(1904, 1, 1, tzinfo=UTC),
    "year 9999": datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
    "year 9999, to the west": datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-9))),
    "an hour back as summer time ends": datetime(2027, 1, 4, 9, 0, tzinfo=timezone(timedelta(hours=1))),
}


@pytest.mark.fault
@pytest.mark.parametrize("wrong", CLOCKS.values(), ids=CLOCKS)
def test_with_a_wrong_clock_nothing_is_due_before_its_last_review(path: Path, clock: Clock, wrong: datetime) -> None:
    store = ProgressStore.open(path, now=clock)
    clocks = [MORNING, wrong, wrong, MORNING + timedelta(minutes=1), MORNING + timedelta(days=1)]
    lasts = []
    for clock.at in clocks:
        answer(store, "q")
        card = store.cards(BUILTIN)["q"]
        assert card.due > card.last
        lasts.append(card.last)
    assert lasts == sorted(lasts)
    log = list(store.reviews())
    assert [review.counted_at for review in log] == lasts
    edge = [at if at.year < 9999 else at.replace(tzinfo=UTC) for at in clocks]
    assert [review.clock_time for review in log] == edge, "the log keeps what the clock said"
    store.close()
    all_is_well(path, [review.id for review in log])


YEARS_AHEAD = MORNING.replace(year=2099)


@pytest.mark.fault
def test_a_rebuild_corrects_cards_that_were_answered_under_a_clock_far_ahead(path: Path, clock: Clock) -> None:
    store = ProgressStore.open(path, now=clock)
    right = ProgressStore.open(path.parent / "right.sqlite", now=clock)
    for day, ahead in enumerate((False, True, False, False, True)):
        clock.at = MORNING + timedelta(days=3 * day)
        answer(right, "q")
        clock.at = YEARS_AHEAD if ahead else clock.at
        answer(store, "q")
    clock.at = MORNING + timedelta(days=12, minutes=1)
    assert store.cards(BUILTIN)["q"].due > YEARS_AHEAD
    assert store.rebuild(Scheduler()) == 1
    rebuilt, expected = store.cards(BUILTIN)["q"], right.cards(BUILTIN)["q"]
    assert rebuilt.reviews == 5
    assert rebuilt.last == MORNING + timedelta(days=9)
    assert expected.stability / 2 < rebuilt.stability < expected.stability, "what has no date counts for its day only"
    assert rebuilt.due < expected.due
    clock.at += timedelta(days=30)
    good = NewReview("q", 1, Rating.GOOD, 1.0)
    last = store.record(BUILTIN, good, Scheduler())
    again = store.record(BUILTIN, good, Scheduler(), replaces=last.review_id)
    assert again.card == last.card, "the log is not believed after all when one card is made again"
    assert store.retract(BUILTIN, "q", again.review_id, Scheduler()) == rebuilt
    assert [review.clock_time.year for review in store.reviews()] == [2027, 2099, 2027, 2027, 2099], (
        "it stays as it was"
    )
    store.close()
    right.close()


@pytest.mark.fault
def test_a_clock_that_was_set_back_makes_no_card_again_in_its_own_past(path: Path, clock: Clock) -> None:
    store = ProgressStore.open(path, now=clock)
    for day in range(4):
        clock.at = MORNING + timedelta(days=5 * day)
        answer(store, "q")
    before = store.cards(BUILTIN)["q"]
    clock.at = datetime(1970, 1, 2, tzinfo=UTC)
    review = answer(store, "q")
    assert store.retract(BUILTIN, "q", review, Scheduler()) == before
    store.close()


GARBAGE = [
    "stability = null",  # what SQLite makes of NaN
    "stability = 9e999",
    "stability = -1",
    "difficulty = 0",
    "state = 77",
    "due = 'tomorrow'",
    "due = '2020-01-01T00:00:00+00:00'",
    "last = null",
    "due = '2030-01-01T00:00:00', last = '2029-01-01T00:00:00'",  # of no zone
    "reviews = 0",
    "revision = null",
    "rating = 9",
]


@pytest.mark.fault
@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.slow
def test_a_card_that_makes_no_sense_is_made_again_from_the_log(path: Path, clock: Clock, garbage: str) -> None:
    fill(path, 20, clock)
    store = ProgressStore.open(path, now=clock)
    right = store.cards(BUILTIN)
    with sqlite3.connect(path) as stranger:
        stranger.execute(f"update cards set {garbage} where question in ('q1', 'q2')")
    stranger.close()
    clock.at += timedelta(days=2)
    answer(store, "q2")  # before it was read
    rebuilt = store.cards(BUILTIN, Scheduler)
    assert rebuilt.pop("q2").reviews == right.pop("q2").reviews + 1
    assert rebuilt == right
    assert store.rebuild(Scheduler()) == 0, "the file is corrected too"
    store.close()
