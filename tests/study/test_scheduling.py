"""Cards against fsrs itself, and against what must hold of any log."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from quizdl.study.cards import (
    DECAY,
    NEW_DAY,
    Card,
    Rating,
    Review,
    begin_days_at,
    day_begins,
    day_of,
    days_between,
    forgetting_curve,
    recall,
    revised,
    start_of_day,
)
from quizdl.study.scheduling import Scheduler

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LOGS = st.lists(st.tuples(st.sampled_from(Rating), st.floats(-5, 400)), min_size=1, max_size=12)


def log_of(steps: list[tuple[Rating, float]]) -> list[Review]:
    """A log of one question; each step waits so many days, and the clock may go back."""
    at, reviews = START, []
    for rating, days in steps:
        at += timedelta(days=days)
        reviews.append(Review("q", 1, rating, at))
    return reviews


@given(LOGS)
@settings(max_examples=60, deadline=None)
def test_a_card_is_the_one_that_fsrs_makes_of_the_same_log(steps: list[tuple[Rating, float]]) -> None:
    """Told the days that the reader had between, in its own measure of 24 hours."""
    theirs = fsrs.Card(card_id=1, due=START)
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    last, told = START, START
    for review in log_of(steps):
        at = max(last, review.at) if theirs.last_review else review.at
        told += (at - timedelta(hours=4)).date() - (last - timedelta(hours=4)).date() if theirs.last_review else 0 * DAY
        theirs, _ = scheduler.review_card(theirs, fsrs.Rating(review.rating), told)
        last = at
    ours = Scheduler().rebuild(log_of(steps))["q"]
    assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
    assert (ours.state, ours.step, ours.last) == (theirs.state, theirs.step, last)
    wait = theirs.due - told
    if ours.step is None:
        assert ours.due == (last - timedelta(hours=4)).replace(hour=4, minute=0, second=0, microsecond=0) + wait
    else:
        assert ours.due == last + wait


SEOUL, BERLIN, ANGELES = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("last", "at", "days"),
    [
        (datetime(2027, 1, 4, 19, 0, tzinfo=SEOUL), datetime(2027, 1, 5, 18, 50, tzinfo=SEOUL), 1),
        (datetime(2027, 1, 4, 4, 0, tzinfo=SEOUL), datetime(2027, 1, 5, 3, 59, tzinfo=SEOUL), 0),
        (datetime(2027, 1, 4, 23, 0, tzinfo=SEOUL), datetime(2027, 1, 5, 1, 0, tzinfo=SEOUL), 0),
        (datetime(2027, 1, 4, 23, 0, tzinfo=SEOUL), datetime(2027, 1, 5, 7, 0, tzinfo=SEOUL), 1),
        (datetime(2027, 1, 4, 7, 0, tzinfo=SEOUL), datetime(2027, 1, 7, 23, 0, tzinfo=SEOUL), 3),
        (datetime(2027, 3, 27, 19, 0, tzinfo=BERLIN), datetime(2027, 3, 28, 18, 50, tzinfo=BERLIN), 1),
        (datetime(2027, 10, 30, 19, 0, tzinfo=BERLIN), datetime(2027, 10, 31, 18, 50, tzinfo=BERLIN), 1),
        (datetime(2027, 10, 30, 22, 0, tzinfo=BERLIN), datetime(2027, 10, 31, 3, 30, tzinfo=BERLIN), 0),
        (datetime(2027, 1, 4, 20, 0, tzinfo=ANGELES), datetime(2027, 1, 5, 13, 1, tzinfo=SEOUL), 0),
        (datetime(2027, 1, 5, 13, 0, tzinfo=SEOUL), datetime(2027, 1, 4, 20, 1, tzinfo=ANGELES), 0),
        (datetime(2027, 1, 5, 19, 0, tzinfo=SEOUL), datetime(2027, 1, 2, 19, 0, tzinfo=SEOUL), 0),
    ],
    ids=[
        "a little earlier each day", "within a day", "past midnight", "a night between", "three nights",
        "as summer time begins", "as summer time ends", "the hour that comes twice",
        "a zone is changed to the east", "and to the west", "the clock is set back",
    ],
)  # fmt: skip
def test_a_day_passes_with_each_night_of_the_reader(last: datetime, at: datetime, days: int) -> None:
    assert days_between(last.astimezone(UTC), at) == days
    there = at.replace(tzinfo=timezone(at.utcoffset() or 0 * DAY))  # as the log gives it back
    assert days_between(last, there) == days


def test_who_comes_a_little_earlier_each_day_finds_what_is_due_and_gains_as_by_a_day() -> None:
    """By 24 hours the second answer would be one more of the same day, and what falls due would be late by a day."""
    scheduler = Scheduler()
    first = datetime(2027, 1, 4, 19, tzinfo=SEOUL)
    again, prompt = ([Review("q", 1, Rating.GOOD, first)] for _ in range(2))
    again += [Review("q", 1, Rating.GOOD, first + DAY - timedelta(minutes=10))]
    prompt += [Review("q", 1, Rating.GOOD, first + DAY)]
    early, late = scheduler.rebuild(again)["q"], scheduler.rebuild(prompt)["q"]
    assert (early.stability, early.difficulty, early.due) == (late.stability, late.difficulty, late.due)
    same_day = scheduler.rebuild([*again[:1], Review("q", 1, Rating.GOOD, first + timedelta(hours=1))])["q"]
    assert early.stability > 2 * same_day.stability
    days = round(early.stability)
    assert early.due == datetime(2027, 1, 5 + days, 4, tzinfo=SEOUL)


@given(LOGS)
@settings(max_examples=60, deadline=None)
def test_no_clock_makes_a_card_due_before_its_last_review(steps: list[tuple[Rating, float]]) -> None:
    card: Card | None = None
    for review in log_of(steps):
        after = Scheduler().review(card, review)
        assert after.due > after.last
        assert card is None or after.last >= card.last
        card = after


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_a_clock_of_another_age_raises_nothing(year: int) -> None:
    far = datetime(year, 1, 1, tzinfo=UTC)
    card = Scheduler().rebuild([Review("q", 1, Rating.EASY, far), Review("q", 1, Rating.EASY, far)])["q"]
    assert 1970 <= card.last.year <= 9000


def test_the_forgetting_curve_is_that_of_fsrs_and_passes_nine_tenths_at_the_stability() -> None:
    assert forgetting_curve(12.5, 12.5) == pytest.approx(0.9, abs=1e-15)
    assert forgetting_curve(0, 3.0) == 1
    assert DEFAULT_PARAMETERS[20] == DECAY
    card = Scheduler().rebuild([Review("q", 1, Rating.GOOD, START)])["q"]
    theirs = fsrs.Card(card_id=1, stability=card.stability, last_review=START)
    for days in (0, 1, 9, 300):
        at = START + timedelta(days=days)
        assert recall(card, at) == pytest.approx(fsrs.Scheduler().get_card_retrievability(theirs, at), abs=1e-15)


def test_a_raised_revision_makes_a_card_due_and_keeps_its_memory() -> None:
    card = Scheduler().rebuild([Review("q", 1, Rating.EASY, START)])["q"]
    changed = revised(card, 2)
    assert changed.due == card.last
    assert changed.stability == card.stability
    assert revised(card, 1) is card


def test_only_what_had_been_learned_can_lapse() -> None:
    reviews = [Review("q", 1, Rating.AGAIN, START), Review("q", 1, Rating.EASY, START + timedelta(days=1))]
    assert Scheduler().rebuild(reviews)["q"].lapses == 0
    reviews.append(Review("q", 1, Rating.AGAIN, START + timedelta(days=9)))
    card = Scheduler().rebuild(reviews)["q"]
    assert (card.lapses, card.reviews) == (1, 3)


def test_parameters_out_of_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Scheduler((-1.0, *DEFAULT_PARAMETERS[1:]))


@given(LOGS)
@settings(max_examples=60, deadline=None)
def test_predictions_are_those_of_the_cards_that_the_log_makes(steps: list[tuple[Rating, float]]) -> None:
    scheduler, card, expected = Scheduler(), None, list[tuple[str, bool, float]]()
    for review in log_of(steps):
        if card is not None and (days := days_between(card.last, review.at)):
            chance = forgetting_curve(days, card.stability)
            expected.append(("q", review.rating > Rating.AGAIN, chance))
        card = scheduler.review(card, review)
    predicted = list(scheduler.predictions(log_of(steps)))
    assert [(name, recalled) for name, recalled, _ in predicted] == [(name, recalled) for name, recalled, _ in expected]
    assert [chance for *_, chance in predicted] == pytest.approx([chance for *_, chance in expected], rel=1e-9)


def test_a_day_begins_at_the_hour_that_the_reader_sets() -> None:
    evening, night = datetime(2027, 1, 4, 23, tzinfo=UTC), datetime(2027, 1, 5, 2, tzinfo=UTC)
    assert (day_begins(), days_between(evening, night)) == (4, 0)
    try:
        begin_days_at(0)
        assert (day_begins(), days_between(evening, night)) == (0, 1)
        assert start_of_day(night) == datetime(2027, 1, 5, tzinfo=UTC)
        assert day_of(night).day == 5
    finally:
        begin_days_at(NEW_DAY)
    assert day_of(night).day == 4
