"""Known samples and known tails: right instruments answer 0 and 1, wrong ones do not."""

import math

import numpy as np
import pytest

from quizdl.lab import known_samples, samples
from quizdl.lab.known_samples import off_odd_samples
from quizdl.lab.known_tails import Array, ranks_off_binomial, tail_beyond_student
from quizdl.lab.statistics import Interval, mean_interval, median_interval

pytestmark = pytest.mark.slow  # torch


def test_oddities_are_those_of_the_definition() -> None:
    assert off_odd_samples() < 1e-12


@pytest.mark.parametrize("kept", [(0, 1), (0, 2), (1, 2)])
def test_a_kind_of_pairs_that_is_not_looked_at_is_found(kept: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    every = samples._pairs
    monkeypatch.setattr(
        samples, "_pairs", lambda scores: [pair for k, pair in enumerate(every(scores)) if k % 3 in kept]
    )
    assert off_odd_samples() > 0.1


@pytest.mark.parametrize("axis", [0, 1])
def test_an_axis_that_is_not_looked_at_is_found(axis: int, monkeypatch: pytest.MonkeyPatch) -> None:
    every = samples._pairs
    monkeypatch.setattr(
        samples, "_pairs", lambda scores: [pair for k, pair in enumerate(every(scores)) if k // 3 != axis]
    )
    assert off_odd_samples() > 0.1


def test_a_wrong_scale_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = samples._off_the_distribution
    monkeypatch.setattr(samples, "_off_the_distribution", lambda ranks: right(ranks) / 2)
    assert off_odd_samples() > 0.1


def test_numbers_that_repeat_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = samples._oddity
    monkeypatch.setattr(
        samples, "_oddity", lambda ranks: right(ranks + 1e-9 * np.arange(ranks.size).reshape(ranks.shape))
    )
    assert off_odd_samples() == math.inf


def test_a_mean_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        samples, "_off_the_distribution", lambda ranks: 2 * math.sqrt(ranks.size) * abs(ranks.mean() - 0.5)
    )
    assert off_odd_samples() > 0.01


def test_whole_numbers_of_another_count_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        known_samples, "oddity_of_integers", lambda numbers, count: samples.oddity_of_integers(numbers, count + 1)
    )
    assert off_odd_samples() > 0.01


@pytest.mark.parametrize("count", [3, 4, 24, 51])
@pytest.mark.parametrize("level", [0.9, 0.9999])
def test_student_by_a_finite_sum(count: int, level: float) -> None:
    assert tail_beyond_student(lambda x: mean_interval(x, level), count, level) == pytest.approx(1, abs=1e-8)


def off_by_one(values: Array) -> Interval:
    low, high = mean_interval(values, 0.99)
    return low, 1 + (high - 1) * math.sqrt(len(values) / (len(values) - 1))


def test_an_interval_that_is_wrong_on_one_side_is_found() -> None:
    assert abs(tail_beyond_student(off_by_one, 24, 0.99) - 1) > 0.01


@pytest.mark.parametrize("count", [15, 51, 52])
def test_ranks_by_coins(count: int) -> None:
    assert ranks_off_binomial(lambda x: median_interval(x, 0.99), count, 0.99) == 0


def test_a_mean_for_a_median_is_found() -> None:
    assert ranks_off_binomial(lambda x: (float(x.mean()), median_interval(x, 0.99)[1]), 15, 0.99) > 0


def test_an_interval_of_a_median_that_leaves_out_the_whole_error_at_each_end_is_found() -> None:
    assert ranks_off_binomial(lambda x: median_interval(x, 0.98), 51, 0.99) > 0
