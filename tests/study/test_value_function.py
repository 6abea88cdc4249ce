"""The tables behind a plan: values of futures, and prices of minutes."""

from collections.abc import Sequence
from functools import cache

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.study import value_function
from quizdl.study.cards import Rating
from quizdl.study.fsrs_model import FsrsModel
from quizdl.study.value_function import (
    WRONG,
    Transitions,
    ValueFunction,
    grid_point,
    interpolate,
    neighbours,
    price,
    steps,
)

MEMORY = FsrsModel(DEFAULT_PARAMETERS)


def best_value(stability: float, difficulty: float, gap: int, left: int, cost: Sequence[float]) -> float:
    """Chance of recall in `left` days less the cost of showings, by trying every future: today's is the first cost."""

    @cache
    def value(stability: float, difficulty: float, gap: int, day: int) -> float:
        if day == left:
            return MEMORY.recall(gap, stability)
        wait = value(stability, difficulty, gap + 1, day + 1)
        chance = MEMORY.recall(gap, stability)
        right = MEMORY.later(stability, difficulty, chance, Rating.GOOD)
        wrong = MEMORY.same_day(*MEMORY.later(stability, difficulty, chance, Rating.AGAIN), Rating.HARD)
        shown = chance * value(*right, 1, day + 1) + (1 - chance) * value(*wrong, 1, day + 1)
        return max(wait, shown - cost[day] * (chance + WRONG * (1 - chance)))

    return value(stability, difficulty, gap, 0)


STATES = [
    (stability, difficulty, gap) for stability in (0.3, 2, 9, 40) for difficulty in (1, 4, 9) for gap in (1, 4, 15)
]


def worst_error(left: int) -> float:
    """Of the tables against trying every future, over states and prices."""
    futures, errors = ValueFunction(Transitions(DEFAULT_PARAMETERS), left, 0.25), []
    for stability, difficulty, gap in STATES:
        for step in (80, 110, 125):
            cost = [price(step) * futures.cost_factor(day) for day in range(left)]
            where = grid_point(stability, difficulty)
            now, costs, waiting = (
                interpolate(neighbours(values), where) for values in futures.action_values(gap, step)
            )
            best = max(now - cost[0] * costs, waiting)
            errors.append(abs(best - best_value(stability, difficulty, gap, left, cost)))
    return max(errors)


@pytest.mark.slow
def test_the_tables_give_the_value_of_trying_every_future_and_the_finer_the_closer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With four days to go, all of which are looked at. Between states they interpolate."""
    assert worst_error(4) < 0.02
    monkeypatch.setattr(value_function, "_LEAST", value_function._LEAST - 2 * value_function._RATIO)
    monkeypatch.setattr(value_function, "_ROWS", 10 * (value_function._ROWS + 2))
    monkeypatch.setattr(value_function, "_RATIO", value_function._RATIO / 10)
    monkeypatch.setattr(value_function, "_DIFFICULTIES", tuple(1 + step / 2 for step in range(19)))
    monkeypatch.setattr(value_function, "_WIDTH", 19)
    assert worst_error(4) < 0.001


def test_a_place_on_the_grid_reads_the_value_of_its_state_and_between_it_is_interpolated() -> None:
    stabilities = Transitions(DEFAULT_PARAMETERS).stabilities
    values = neighbours([float(state) for state in range(len(stabilities))])
    assert interpolate(values, grid_point(stabilities[3], 1.0)) == pytest.approx(3)
    assert interpolate(values, grid_point(stabilities[3], 5.5)) == pytest.approx(4)
    assert interpolate(values, grid_point((stabilities[3] * stabilities[6]) ** 0.5, 3.25)) == pytest.approx(5)


def test_minutes_are_dearest_on_the_last_day_and_the_room_counts_each_at_its_price() -> None:
    futures = ValueFunction(Transitions(DEFAULT_PARAMETERS), 6.5, 0.25)
    dear = [futures.cost_factor(day) for day in range(7)]
    assert dear == sorted(dear)
    assert dear[-1] == pytest.approx(3.5)
    assert futures.room(2.0, 3.0) == pytest.approx(2 * dear[0] + 3 * sum(dear[1:]))


def test_a_ratio_of_seconds_is_a_distance_on_the_scale_of_prices() -> None:
    for ratio in (24.0, 60.0, 112.5):
        assert price(70 + steps(ratio)) == pytest.approx(price(70) * ratio, rel=0.1)
