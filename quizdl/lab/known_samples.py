"""Check the instruments of `samples` on samples that look odd in one way each, by loops over their definition."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.samples import GOLDEN, oddity_of_integers, oddity_of_normal, oddity_of_uniform

Array = NDArray[np.float64]
SHAPE = (4, 6)
SEED = 2**40  # of these samples alone: no reader's seed, and so no stream of an experiment


def off_odd_samples() -> float:
    """The most by which an oddity is off the definition, over fifteen samples and three distributions; 0 is right.

    The samples are low, high, narrow, and alike or opposite along either axis: neighbours, halves and mirror images.
    inf if a number that is drawn twice looks no odder than any other.
    """
    normal = np.vectorize(NormalDist().inv_cdf)
    off = []
    for sample in _samples():
        wanted = _by_hand(sample)
        off += [oddity_of_normal(normal(sample)) - wanted, oddity_of_uniform(5 * sample - 2, -2, 3) - wanted]
        numbers = np.floor(7 * sample)
        spread = np.array([k * GOLDEN % 1 for k in range(sample.size)]).reshape(SHAPE)
        scores = (numbers - 3) / 2  # of 0 to 6: the mean is 3, the variance 4
        hand = max(_farthest((numbers + spread) / 7), _alike(scores))
        off.append(oddity_of_integers(numbers, 7) - hand)
    twice = np.append(np.linspace(0.1, 0.9, 20), 0.1)
    if not oddity_of_normal(twice) == oddity_of_uniform(twice, 0, 1) == math.inf:
        return math.inf
    return float(np.abs(off).max())


def _samples() -> Iterator[Array]:
    """Ranks of SHAPE, all different: low, high, narrow, and with many pairs of a kind that are alike, or opposite."""
    i, j = np.indices(SHAPE)
    order: Array = np.random.default_rng(SEED).permutation(np.arange(24.0)).reshape(SHAPE)
    yield from (_ranks(order) / 3, 1 - _ranks(order) / 3, 0.25 + _ranks(order) / 2)
    for row, column, second in (
        (i // 2, j, i % 2),
        (i % 2, j, i // 2),
        (np.minimum(i, 3 - i), j, i // 2),
        (i, j // 2, j % 2),
        (i, j % 3, j // 3),
        (i, np.minimum(j, 5 - j), j // 3),
    ):
        alike = order[row, column]
        yield _ranks(alike + order / 24)
        yield _ranks(np.where(second, 23 - alike, alike) + order / 24)


def _ranks(numbers: Array) -> Array:
    """The numbers in their order, spread evenly from 0 to 1."""
    ranks: Array = (numbers.argsort(axis=None).argsort().reshape(SHAPE) + 0.5) / numbers.size
    return ranks


def _by_hand(ranks: Array) -> float:
    return max(_farthest(ranks), _alike(math.sqrt(12) * (ranks - 0.5)))


def _farthest(ranks: Array) -> float:
    """2√n sup|F_n - F|, at each number and just below it."""
    every = [float(rank) for rank in ranks.ravel()]
    n = len(every)
    below = [abs(sum(other < rank for other in every) / n - rank) for rank in every]
    reached = [abs(sum(other <= rank for other in every) / n - rank) for rank in every]
    return 2 * math.sqrt(n) * max(*below, *reached)


def _alike(scores: Array) -> float:
    """The largest sum of products of pairs over the root of their number."""
    kinds: dict[tuple[int, str], list[float]] = {}
    for axis, kind, one, other in _pairs():
        kinds.setdefault((axis, kind), []).append(float(scores[one] * scores[other]))
    return max(abs(math.fsum(products)) / math.sqrt(len(products)) for products in kinds.values())


def _pairs() -> Iterator[tuple[int, str, tuple[int, int], tuple[int, int]]]:
    for i, j in np.ndindex(SHAPE):
        if i + 1 < 4:
            yield 0, "next", (i, j), (i + 1, j)
        if j + 1 < 6:
            yield 1, "next", (i, j), (i, j + 1)
        if i < 2:
            yield 0, "half", (i, j), (i + 2, j)
            yield 0, "mirror", (i, j), (3 - i, j)
        if j < 3:
            yield 1, "half", (i, j), (i, j + 3)
            yield 1, "mirror", (i, j), (i, 5 - j)
