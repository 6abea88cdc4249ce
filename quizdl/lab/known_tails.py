"""Check intervals by the probability beyond their ends, where a finite sum gives it: no quantile has to be trusted.

An interval that is right for three samples may be wrong for twenty, where other terms of a series count.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MedianInterval = Callable[[Array], tuple[float, tuple[float, float]]]


def student_coverage(interval: Callable[[Array], tuple[float, float]], samples: int, level: float = 0.99) -> float:
    """The probability that Student's T (1908) is within either end of `interval` for the mean of so many samples.

    The one farther from `level`, which is right. Of zeros and one number as large as there are samples the mean and its
    standard error are both 1. T within that many standard errors is a finite sum of powers of a cosine (Abramowitz &
    Stegun 1964, 26.7.3 and 26.7.4).
    """
    low, high = interval(np.array([0.0] * (samples - 1) + [float(samples)]))
    covered = (_within(half, samples - 1) for half in (high - 1, 1 - low))
    return max(covered, key=lambda probability: abs(probability - level))


def tail_beyond_student(interval: Callable[[Array], tuple[float, float]], samples: int, level: float) -> float:
    """The chance that T is beyond the ends of `interval`, as for `student_coverage`, over 1 - level; 1 is right."""
    return (1 - student_coverage(interval, samples, level)) / (1 - level)


def ranks_off_binomial(
    interval: Callable[[Array], tuple[float, tuple[float, float]]], samples: int, level: float
) -> float:
    """How far the median of so many squares and its interval are from the ranks that coins allow (Thompson 1936).

    0 is right. The ends leave out as many numbers as heads may be few: at most half of 1 - level on either side. Of the
    squares of 0 to samples - 1 the mean is not the median.
    """
    chances = [math.comb(samples, heads) / 2**samples for heads in range(samples)]
    few = [heads for heads in range(samples) if math.fsum(chances[: heads + 1]) <= (1 - level) / 2]
    squares = np.arange(float(samples)) ** 2
    median, (low, high) = interval(squares)
    middle = (squares[(samples - 1) // 2] + squares[samples // 2]) / 2
    return float(max(abs(median - middle), abs(low - squares[few[-1]]), abs(high - squares[-1 - few[-1]])))


def _within(t: float, degrees: int) -> float:
    """P[|T| <= t] for Student's T."""
    angle = math.atan(t / math.sqrt(degrees))
    if degrees == 1:
        return 2 * angle / math.pi
    odd = degrees % 2
    term = total = math.cos(angle) if odd else 1.0
    for k in range(3 if odd else 2, degrees - 1, 2):
        term *= (k - 1) / k * math.cos(angle) ** 2
        total += term
    share = total * math.sin(angle)
    return (angle + share) * 2 / math.pi if odd else share
