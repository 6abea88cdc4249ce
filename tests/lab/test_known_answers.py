"""Instruments on known inputs: right ones answer 1, wrong ones do not."""

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from quizdl.lab.descent import Array, descent_path, growing_distance, max_distance, torch_path
from quizdl.lab.differences import relative_error
from quizdl.lab.known_answers import (
    interval_over_student,
    least_response,
    off_known_path,
    share_off_wilson,
    tail_beyond_chi_square,
)
from quizdl.lab.statistics import Interval, chi_square_interval, mean_interval, share_interval

pytestmark = pytest.mark.slow  # torch


@pytest.mark.parametrize("distance", [max_distance, growing_distance, relative_error])
def test_distances_respond_to_every_entry(distance: Any) -> None:
    assert least_response(distance, (5, 3)) == 1


@pytest.mark.parametrize("distance", [max_distance, growing_distance, relative_error])
def test_a_distance_of_an_array_from_itself_is_none(distance: Any) -> None:
    places = np.ones((5, 3))
    assert np.isnan(distance(places, places)).all()


def plain(theta: Array, g: Array) -> Array:
    return theta - g


def test_paths_of_a_known_product() -> None:
    assert off_known_path(partial(descent_path, plain)) < 1e-14
    assert off_known_path(partial(torch_path, partial(torch.optim.SGD, lr=1.0))) < 1e-14
    assert off_known_path(lambda g, start, steps: descent_path(plain, lambda x, t: g(x, t - 1), start, steps)) > 0.1


def signed(a: Array, b: Array) -> float:
    return float(np.max(a - b))


def over_the_largest(a: Array, b: Array) -> Array:
    return np.asarray(abs(a - b) / np.abs([a, b]).max())


def without_nan(a: Array, b: Array) -> float:
    return float(np.nan_to_num(over_the_largest(a, b)).max())


def over_the_sum(a: Array, b: Array) -> float:
    return float(abs(a - b).max() / np.maximum(abs(a), abs(b)).sum())


def over_the_last(a: Array, b: Array) -> float:
    return float(abs(a - b).max() / max(1.0, abs(b[-1]).max()))


def test_a_distance_relative_to_the_last_row_is_found() -> None:
    assert least_response(over_the_last, (5, 3)) == -2


def test_a_distance_over_the_sum_is_found() -> None:
    assert least_response(over_the_sum, (5, 3)) == pytest.approx(1 / 15)


def every_other(a: Array, b: Array) -> float:
    return float(np.max(over_the_largest(a, b)[::2]))


def all_but_the_last(a: Array, b: Array) -> float:
    return float(np.max(over_the_largest(a, b)[..., :-1]))


@pytest.mark.parametrize("distance", [signed, without_nan, every_other, all_but_the_last])
def test_a_distance_that_loses_an_entry_or_a_sign_or_nan_is_found(distance: Any) -> None:
    assert least_response(distance, (5, 3)) == 0


@pytest.mark.parametrize("level", [0.9, 0.99, 0.9999])
def test_student_in_closed_form(level: float) -> None:
    assert interval_over_student(mean_interval, level) == pytest.approx(1, abs=1e-10)


def test_an_interval_with_another_level_by_itself_is_found() -> None:
    assert interval_over_student(mean_interval) == pytest.approx(1, abs=1e-10)
    assert interval_over_student(lambda samples: mean_interval(samples, 0.95)) < 0.5


def test_ends_of_a_share() -> None:
    assert share_off_wilson(share_interval) < 1e-12
    assert share_off_wilson(lambda successes, draws: share_interval(successes, draws, 0.95)) > 0.01


def test_an_interval_with_the_wrong_n_or_centre_is_found() -> None:
    def narrow(samples: Any) -> Interval:
        low, high = mean_interval(samples)
        return 1 + (low - 1) / math.sqrt(3), 1 + (high - 1) / math.sqrt(3)

    def around_the_median(samples: Any) -> Interval:
        low, high = mean_interval(samples)
        return low - 1, high - 1

    assert interval_over_student(narrow) == pytest.approx(1 / math.sqrt(3))
    assert interval_over_student(around_the_median) > 1.1


@pytest.mark.parametrize("level", [0.9, 0.99, 0.9999])
def test_tails_of_chi_square(level: float) -> None:
    assert tail_beyond_chi_square(chi_square_interval, level) == pytest.approx(1, abs=0.05)


def test_a_chi_square_that_is_a_little_off_is_found() -> None:
    def shifted(degrees: int, level: float) -> Interval:
        low, high = chi_square_interval(degrees, level)
        return low + 1.3, high + 1.3

    assert abs(tail_beyond_chi_square(shifted) - 1) > 0.2
