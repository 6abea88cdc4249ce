"""Check intervals by the probability beyond their ends, where a finite sum gives it: no quantile has to be trusted.

An interval that is right for three samples may be wrong for twenty, where other terms of a series count.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def tail_beyond_student(interval: Callable[[Array], tuple[float, float]], samples: int, level: float) -> float:
    """The probability beyond the ends of `interval` for a mean over 1 - level, the end farther from 1, which is right.

    Of zeros and one number as large as there are samples the mean and its standard error are both 1. Student's T beyond
    that many standard errors is a finite sum of powers of a cosine (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4).
    """
    low, high = interval(np.array([0.0] * (samples - 1) + [float(samples)]))
    tails = ((1 - _within(half, samples - 1)) / (1 - level) for half in (high - 1, 1 - low))
    return max(tails, key=lambda tail: abs(tail - 1))


def _within(t: float, degrees: int) -> float:
    """P[|T| <= t] for Student's T with two degrees of freedom or more."""
    angle = math.atan(t / math.sqrt(degrees))
    odd = degrees % 2
    term = total = math.cos(angle) if odd else 1.0
    for k in range(3 if odd else 2, degrees - 1, 2):
        term *= (k - 1) / k * math.cos(angle) ** 2
        total += term
    share = total * math.sin(angle)
    return (angle + share) * 2 / math.pi if odd else share
