"""Instruments on known inputs: right ones answer 1, wrong ones do not."""

import math
from typing import Any

import numpy as np
import pytest

from quizdl.lab.descent import Array, growing_distance, max_distance
from quizdl.lab.differences import relative_error
from quizdl.lab.known_answers import interval_over_student, least_response
from quizdl.lab.statistics import Interval, mean_interval

pytestmark = pytest.mark.slow  # torch


@pytest.mark.parametrize("distance", [max_distance, growing_distance, relative_error])
def test_distances_respond_to_every_entry(distance: Any) -> None:
    assert least_response(distance, (5, 3)) == 1


def signed(a: Array, b: Array) -> float:
    return float(np.max(a - b))


def every_other(a: Array, b: Array) -> float:
    return float(np.max(abs(a - b)[::2]))


def all_but_the_last(a: Array, b: Array) -> float:
    return float(np.max(abs(a - b)[..., :-1]))


@pytest.mark.parametrize("distance", [signed, every_other, all_but_the_last])
def test_a_distance_that_loses_an_entry_or_a_sign_is_found(distance: Any) -> None:
    assert least_response(distance, (5, 3)) == 0


@pytest.mark.parametrize("level", [0.9, 0.99, 0.9999])
def test_student_in_closed_form(level: float) -> None:
    assert interval_over_student(mean_interval, level) == pytest.approx(1, abs=1e-10)


def test_an_interval_with_the_wrong_n_is_found() -> None:
    def narrow(samples: Any, level: float) -> Interval:
        low, high = mean_interval(samples, level)
        return low / math.sqrt(3), high / math.sqrt(3)

    assert interval_over_student(narrow) == pytest.approx(1 / math.sqrt(3))
