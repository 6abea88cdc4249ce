"""Check instruments on inputs whose answer is known, so that a claim need not trust its own ruler.

A distance that skips entries, forgets an absolute value or divides by the wrong number still reads zero on paths that
agree: what a claim measures cannot show it. These inputs can.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def least_response(distance: Callable[[Array, Array], Any], shape: tuple[int, ...]) -> float:
    """The least that `distance` gives for arrays of zeros of which one entry is 1 or -1 away, whichever it is.

    1 for a largest relative distance that looks at every entry, in either order and with either sign; 0 where an entry
    or a sign is lost, or where an entry that is NaN counts for nothing. Of an array the last entry counts.
    """
    zeros, answers = np.zeros(shape), []
    for entry in np.ndindex(shape):
        unknown = zeros.copy()
        unknown[entry] = np.nan
        answers.append(1.0 if np.isnan(np.ravel(distance(unknown, zeros))[-1]) else 0.0)
    for entry, moved_by in itertools.product(np.ndindex(shape), (1.0, -1.0)):
        moved = zeros.copy()
        moved[entry] = moved_by
        answers += [np.ravel(distance(moved, zeros))[-1], np.ravel(distance(zeros, moved))[-1]]
    return float(min(answers))


def off_known_path(path: Callable[[Callable[[Array, int], Array], Array, int], Array]) -> float:
    """How far `path(gradient, start, steps)` at a rate of 1 is off Π(1 - k/8)·start, the gradient of step t being tθ/8.

    0 up to rounding for a path that holds the start and every place, and counts its steps from 1.
    """
    start = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
    left = np.cumprod([1.0, *(1 - k / 8 for k in range(1, 6))])
    places = path(lambda theta, t: theta * t / 8, start, 5)
    return float(np.abs(places - left[:, None, None] * start).max())


def interval_over_student(interval: Callable[[Any, float], tuple[float, float]], level: float = 0.99) -> float:
    """How far `interval` for the mean of 0, 0 and 3 reaches to its farther side over Student's T (1908); 1 is right.

    With two degrees of freedom the quantile is level·√(2/(1 - level²)); the samples have the mean 1, which is not their
    median, and a standard error of 1.
    """
    low, high = interval([0.0, 0.0, 3.0], level)
    return max(high - 1, 1 - low) / (level * math.sqrt(2 / (1 - level**2)))


def tail_beyond_chi_square(interval: Callable[[int, float], tuple[float, float]], level: float = 0.99) -> float:
    """The probability beyond either end of `interval` over (1 - level)/2, the one farther from 1, which is right.

    For 100 degrees of freedom, where P[χ² > x] is that of fewer than 50 events of which x/2 are expected (Fisher 1935).
    """
    low, high = interval(100, level)

    def above(x: float) -> float:
        return math.fsum(math.exp(k * math.log(x / 2) - x / 2 - math.lgamma(k + 1)) for k in range(50))

    tails = ((1 - above(low)) / ((1 - level) / 2), above(high) / ((1 - level) / 2))
    return max(tails, key=lambda tail: abs(math.log(tail)))
