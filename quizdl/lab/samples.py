"""Whether draws are what an experiment says of them: of one distribution, independent of each other, none repeated.

Each function gives one number, the most that anything looks odd, in standard errors: 5 is passed by chance about once
in 100 000 samples. Pass the draws in the shape in which they are used: neighbours along every axis are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

GOLDEN = (math.sqrt(5) - 1) / 2


def oddity_of_normal(draws: ArrayLike) -> float:
    """How odd independent draws of mean 0 and variance 1 look, any shape, from a normal distribution."""
    return _oddity(torch.special.ndtr(torch.tensor(np.asarray(draws, dtype=np.float64))).numpy())


def oddity_of_uniform(draws: ArrayLike, low: float, high: float) -> float:
    """How odd independent draws look, any shape, that spread evenly from `low` to `high`."""
    return _oddity((np.asarray(draws, dtype=np.float64) - low) / (high - low))


def oddity_of_integers(draws: ArrayLike, count: int) -> float:
    """How odd independent draws look, any shape, of the whole numbers from 0 to count - 1 with equal chances.

    Also of True and False, with a count of 2. Numbers may repeat.
    """
    numbers = np.asarray(draws, dtype=np.float64)
    spread = (np.arange(numbers.size) * GOLDEN % 1).reshape(numbers.shape)  # evenly within each number's share
    scores = (numbers - (count - 1) / 2) / math.sqrt((count**2 - 1) / 12)
    return max(_off_the_distribution((numbers + spread) / count), _alike(scores))


def _oddity(ranks: Array) -> float:
    """Of numbers that are spread evenly over [0, 1] if all is well, each of them once."""
    if np.unique(ranks).size < ranks.size:
        return math.inf
    return max(_off_the_distribution(ranks), _alike(math.sqrt(12) * (ranks - 0.5)))


def _off_the_distribution(ranks: Array) -> float:
    """Twice √n times the largest distance of the empirical distribution: beyond 5 in 7e-6 (Massart 1990)."""
    ordered = np.sort(ranks, axis=None)
    below = np.arange(ordered.size) / ordered.size
    farthest = max((ordered - below).max(), (below + 1 / ordered.size - ordered).max())
    return float(2 * math.sqrt(ordered.size) * farthest)


def _alike(scores: Array) -> float:
    """The largest mean product of paired scores of mean 0 and variance 1, in standard errors."""
    return max((abs(float((a * b).sum())) / math.sqrt(a.size) for a, b in _pairs(scores)), default=0.0)


def _pairs(scores: Array) -> Iterator[tuple[Array, Array]]:
    """Along every axis each number and its neighbour, the one half the axis on, and its mirror image."""
    for axis in range(scores.ndim):
        row = np.moveaxis(scores, axis, 0)
        half = len(row) // 2
        if half:
            yield row[:-1], row[1:]
            yield row[:half], row[half : 2 * half]
            yield row[:half], row[::-1][:half]
