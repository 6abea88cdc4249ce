"""Whether an interval for a mean covers what it promises, on both sides, for as many samples as an experiment has."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


def student_coverage(interval: Callable[[Any], tuple[float, float]], count: int, level: float = 0.99) -> float:
    """The probability that Student's T (1908) is within either end of `interval` for the mean of `count` samples.

    The one farther from `level`, which is right. The density of T is integrated by the rule of Simpson, and the samples
    are the squares 0, 1, 4, …, whose mean is not in the middle.
    """
    samples, degrees = np.arange(count) ** 2.0, count - 1
    error = samples.std(ddof=1) / math.sqrt(count)
    peak = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    low, high = interval(samples)
    covered = []
    for reach in ((samples.mean() - low) / error, (high - samples.mean()) / error):
        t = np.linspace(0, reach, 4001)
        density = peak * (1 + t**2 / degrees) ** (-(degrees + 1) / 2)
        weights = np.array([1, *[4, 2] * 1999, 4, 1])
        covered.append(float(2 * (weights * density).sum() * reach / 12_000))
    return max(covered, key=lambda probability: abs(probability - level))
