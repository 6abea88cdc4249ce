"""The law of memory for looking ahead, against fsrs itself."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from quizdl.study.cards import Rating
from quizdl.study.fsrs_model import FsrsModel

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
PARAMETERS = st.one_of(
    st.just(DEFAULT_PARAMETERS),
    st.tuples(
        *[st.floats(low, high) for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)]
    ),
)


@given(PARAMETERS, st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 400)), min_size=1, max_size=10))
@settings(max_examples=200, deadline=None)
@pytest.mark.slow
def test_stability_difficulty_and_recall_are_those_of_fsrs(
    parameters: tuple[float, ...], steps: list[tuple[Rating, int]]
) -> None:
    memory, scheduler = FsrsModel(parameters), fsrs.Scheduler(parameters, enable_fuzzing=False)
    card, at = fsrs.Card(card_id=1, due=START), START
    for rating, days in steps:
        at += timedelta(days=days)
        if card.stability is None or card.difficulty is None:
            expected = memory.first(rating)
        else:
            recalled = memory.recall(days, card.stability)
            assert recalled == pytest.approx(scheduler.get_card_retrievability(card, at), rel=1e-12)
            if days:
                expected = memory.later(card.stability, card.difficulty, recalled, rating)
            else:
                expected = memory.same_day(card.stability, card.difficulty, rating)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
        assert expected == pytest.approx((card.stability, card.difficulty), rel=1e-12)
