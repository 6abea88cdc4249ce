"""Check instruments on inputs whose answer is known, so that a claim need not trust its own ruler.

A distance that skips entries, forgets an absolute value or divides by the wrong number still reads zero on paths that
agree: what a claim measures cannot show it. These inputs can.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def least_response(distance: Callable[[Array, Array], Any], shape: tuple[int, ...]) -> float:
    """The least that `distance` gives for arrays that differ in one entry, 0 and 1 or -1, whichever it is.

    The other entries are 0, or 1, in both. 1 for a largest relative distance that looks at every entry, in either order
    and with either sign, over the largest of all; 0 where an entry or a sign is lost, or where an entry that is NaN
    counts for nothing. Of an array the last entry counts. What exceeds 1 counts as so much less, also for an entry
    that is 0 and 4, which is off by its own size.
    """
    answers = []
    for entry, moved_by, others in itertools.product(np.ndindex(shape), (1.0, -1.0, 4.0, np.nan), (0.0, 1.0)):
        here, moved = np.full(shape, others), np.full(shape, others)
        here[entry], moved[entry] = 0.0, moved_by
        found = float(np.ravel(distance(here, moved))[-1])
        answers.append(float(np.isnan(found)) if np.isnan(moved_by) else found)
        if abs(moved_by) == 1:
            answers.append(float(np.ravel(distance(moved, here))[-1]))
    return 1 - max(abs(answer - 1) for answer in answers)


def off_known_path(path: Callable[[Callable[[Array, int], Array], Array, int], Array]) -> float:
    """How far `path(gradient, start, steps)` at a rate of 1 is off Π(1 - k/8)·start, the gradient of step t being tθ/8.

    0 up to rounding for a path that holds the start and every place, and counts its steps from 1.
    """
    start = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
    left = np.cumprod([1.0, *(1 - k / 8 for k in range(1, 6))])
    places = path(lambda theta, t: theta * t / 8, start, 5)
    return float(np.abs(places - left[:, None, None] * start).max())


def interval_over_student(interval: Callable[..., tuple[float, float]], level: float | None = None) -> float:
    """How far `interval` for the mean of 0, 0 and 3 reaches to its farther side over Student's T (1908); 1 is right.

    Without a level that of 99 %, which is what `interval` must take by itself. With two degrees of freedom the quantile
    is level·√(2/(1 - level²)); the samples have the mean 1, which is not their median, and a standard error of 1.
    """
    samples, told = [0.0, 0.0, 3.0], 0.99 if level is None else level
    low, high = interval(samples) if level is None else interval(samples, level)
    return max(high - 1, 1 - low) / (told * math.sqrt(2 / (1 - told**2)))


def tail_beyond_chi_square(interval: Callable[[int, float], tuple[float, float]], level: float = 0.99) -> float:
    """The probability beyond either end of `interval` over (1 - level)/2, the one farther from 1, which is right.

    For 100 degrees of freedom, where P[χ² > x] is that of fewer than 50 events of which x/2 are expected (Fisher 1935).
    """
    low, high = interval(100, level)

    def above(x: float) -> float:
        if x <= 0:
            return 1.0
        return math.fsum(math.exp(k * math.log(x / 2) - x / 2 - math.lgamma(k + 1)) for k in range(50))

    tails = ((1 - above(low)) / ((1 - level) / 2), above(high) / ((1 - level) / 2))
    return max(tails, key=lambda tail: abs(math.log(tail)) if tail > 0 else math.inf)


def share_off_wilson(interval: Callable[[int, int], tuple[float, float]]) -> float:
    """How far both ends p of the 99 % interval of 3 in 12 are off (1/4 - p)² = z²p(1 - p)/12 (Wilson 1927)."""
    z = NormalDist().inv_cdf(0.995)
    return max(abs((0.25 - p) ** 2 - z**2 * p * (1 - p) / 12) for p in interval(3, 12))
