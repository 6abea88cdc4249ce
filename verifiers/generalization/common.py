"""What the claims on generalisation share: every training set of a small problem, and statistics over draws.

Notation: n training points, f the truth, σ the noise, p parameters, H the hat matrix with the fitted values Hy.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quizdl.lab.statistics import student_quantile
from quizdl.verify import Undecided, mutant

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

LEVEL = 0.9999  # of every interval over draws
SPREAD = 2**40  # begins the seeds of `in_ranks` alone: no reader's seed, and so no stream of an experiment


def truth(x: Array) -> Array:
    """The function that is to be learned, on [-1, 1]."""
    values: Array = np.sin(math.pi * x)
    return values


def powers(x: Array, degree: int) -> Array:
    """Legendre polynomials up to the degree at each point, shape (points, degree + 1)."""
    return np.asarray(np.polynomial.legendre.legvander(x, degree), dtype=np.float64)


def every_noise(points: int, sigma: float) -> Array:
    """All vectors of ±σ, shape (2^points, points); each is as probable as any other."""
    bits = np.arange(2**points)[:, None] >> np.arange(points) & 1
    return np.asarray(sigma * (2.0 * bits - 1), dtype=np.float64)


def standard_errors(samples: ArrayLike, expected: float) -> float:
    """How many standard errors the mean of independent samples is from what is expected of it."""
    off = np.asarray(samples, dtype=np.float64) - expected
    return float(abs(off.mean()) / (off.std(ddof=1) / math.sqrt(off.size)))


def most_errors(draws: int) -> float:
    """Standard errors that a mean of so many draws keeps to in 99.99 % of samples (Student 1908)."""
    return student_quantile((1 + LEVEL) / 2, draws - 1)


def in_ranks(numbers: ArrayLike, count: int) -> Array:
    """Whole numbers from 0 to count - 1 as numbers from 0 to 1, each at random within its share: evenly spread ones."""
    whole = np.asarray(numbers, dtype=np.float64)
    return np.asarray((whole + np.random.default_rng([SPREAD, whole.size]).random(whole.shape)) / count)


def floats(values: Iterable[Any]) -> list[float]:
    return [float(value) for value in values]


def require(holds: bool, en: str, ko: str) -> None:
    """Raise Undecided where a setting is outside of what the sentence is about."""
    if not holds:
        raise Undecided(en=en, ko=ko)


mutant("makes training sets without one noise", "sigma * (2.0 * bits - 1)", "sigma * abs(2.0 * bits - 1)")
mutant("takes the standard deviation for the standard error", "/ math.sqrt(off.size))", ")")
