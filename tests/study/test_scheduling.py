"""Cards against fsrs itself, and against what must hold of any log."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizdl.study.cards import DECAY, Card, Rating, Review, forgetting_curve, recall, revised
from quizdl.study.scheduling import DEFAULT_PARAMETERS, Scheduler

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
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
    theirs = fsrs.Card(card_id=1, due=START)
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    at = START
    for review in log_of(steps):
        at = max(at, review.at) if theirs.last_review else review.at
        theirs, _ = scheduler.review_card(theirs, fsrs.Rating(review.rating), at)
    ours = Scheduler().rebuild(log_of(steps))["q"]
    assert (ours.stability, ours.difficulty, ours.due) == (theirs.stability, theirs.difficulty, theirs.due)
    assert (ours.state, ours.step, ours.last) == (theirs.state, theirs.step, theirs.last_review)


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
