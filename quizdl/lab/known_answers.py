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
    or a sign is lost. Of a distance that is an array the last entry counts.
    """
    zeros, answers = np.zeros(shape), []
    for entry, moved_by in itertools.product(np.ndindex(shape), (1.0, -1.0)):
        moved = zeros.copy()
        moved[entry] = moved_by
        answers += [np.ravel(distance(moved, zeros))[-1], np.ravel(distance(zeros, moved))[-1]]
    return float(min(answers))


def interval_over_student(interval: Callable[[Any, float], tuple[float, float]], level: float = 0.99) -> float:
    """Width of `interval` for the mean of -1, 0 and 1 over that of Student's T (Student 1908); 1 is right.

    With two degrees of freedom the quantile is level·√(2/(1 - level²)), and the samples have a standard error of 1/√3.
    """
    low, high = interval([-1.0, 0.0, 1.0], level)
    return (high - low) / (2 * level * math.sqrt(2 / (1 - level**2) / 3))
