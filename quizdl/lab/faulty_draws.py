"""Draws with one fault each, and how odd they look by loops: what an instrument that judges samples must find."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_ROWS, _COLUMNS = 12, 14


def _faulty_draws() -> Iterator[Array]:
    """Numbers from 0 to 1, shape (12, 14): too low, too high, too narrow, or alike to others in one of three ways.

    Alike are neighbours, those half the axis apart, or mirror images, along either axis: one is the other, or 1 less
    the other, but for a little.
    """
    draws = np.random.default_rng(0).permutation(_ROWS * _COLUMNS).reshape(_ROWS, _COLUMNS) / 172 + 0.012
    yield from (0.7 * draws, 1 - 0.7 * draws, 0.5 + 0.5 * (draws - 0.5))
    for axis in (0, 1):
        rows = draws if axis == 0 else draws.T
        half = len(rows) // 2
        pairs = (
            (slice(1, None, 2), slice(0, None, 2)),
            (slice(half, None), slice(0, half)),
            (slice(None, half - 1, -1), slice(0, half)),
        )
        for copy, original in pairs:
            for other in (rows[original], 1 - rows[original]):
                faulty = rows.copy()
                faulty[copy] = 0.999 * other + 0.0005
                yield faulty if axis == 0 else faulty.T


def _oddity_by_hand(ranks: Array, scores: Array) -> float:
    """How odd a table looks, in loops: ranks should spread evenly over [0, 1], scores have mean 0 and variance 1."""
    numbers = sorted(float(number) for row in ranks for number in row)
    n = len(numbers)
    off = [max((below + 1) / n - number, number - below / n) for below, number in enumerate(numbers)]
    oddities = [2 * math.sqrt(n) * max(off)]
    for lines in (scores, scores.T):
        half = len(lines) // 2
        for pairs in (
            [(i, i + 1) for i in range(len(lines) - 1)],
            [(i, half + i) for i in range(half)],
            [(i, len(lines) - 1 - i) for i in range(half)],
        ):
            products = [a * b for i, j in pairs for a, b in zip(lines[i], lines[j], strict=True)]
            oddities.append(abs(math.fsum(products)) / math.sqrt(len(products)))
    return max(oddities)


def oddity_off(oddity: Callable[[Array], float]) -> float:
    """The largest relative error of an oddity of numbers that spread evenly over [0, 1]; 1 if a repetition passes."""
    errors = [
        abs(oddity(draws) / _oddity_by_hand(draws, math.sqrt(12) * (draws - 0.5)) - 1) for draws in _faulty_draws()
    ]
    repeated = next(_faulty_draws()) + 0.1
    repeated[3, 4] = repeated[8, 9]
    return max(*errors, float(oddity(repeated) < math.inf))


def integer_oddity_off(oddity: Callable[[Array, int], float], count: int = 6) -> float:
    """The largest relative error of an oddity of whole numbers from 0 to count - 1, spread within their shares."""
    inside = np.arange(_ROWS * _COLUMNS).reshape(_ROWS, _COLUMNS) * ((math.sqrt(5) - 1) / 2) % 1
    errors = []
    for draws in _faulty_draws():
        numbers = np.floor(count * draws)
        scores = (numbers - (count - 1) / 2) / math.sqrt((count**2 - 1) / 12)
        errors.append(abs(oddity(numbers, count) / _oddity_by_hand((numbers + inside) / count, scores) - 1))
    return max(errors)
