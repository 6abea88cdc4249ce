"""Intervals cover what they promise, on both sides; wrong ones do not."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import ArrayLike

from quizdl.lab.known_tails import student_coverage
from quizdl.lab.statistics import Interval, mean_interval


@pytest.mark.parametrize("count", [2, 3, 8, 500])
def test_students_interval_covers_its_level(count: int) -> None:
    assert student_coverage(mean_interval, count) == pytest.approx(0.99, abs=1e-10)
    assert student_coverage(lambda samples: mean_interval(samples, 0.9), count, 0.9) == pytest.approx(0.9, abs=1e-10)


def cut(samples: ArrayLike) -> Interval:
    """Ends at the least of the samples."""
    low, high = mean_interval(samples)
    return max(low, float(np.min(samples))), high


def normal(samples: ArrayLike) -> Interval:
    """As if the standard deviation were known."""
    values = np.asarray(samples, dtype=np.float64)
    half = 2.5758 * values.std(ddof=1) / np.sqrt(values.size)
    return float(values.mean() - half), float(values.mean() + half)


@pytest.mark.parametrize("interval", [cut, normal])
def test_other_intervals_cover_less(interval: Callable[[ArrayLike], Interval]) -> None:
    assert student_coverage(interval, 5) < 0.98
