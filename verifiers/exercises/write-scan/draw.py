"""None, one or several elements: matrices, whose product does not commute, numbers, or stretches and their rounds."""

import operator

import numpy as np


def joined(earlier, later):
    """Of [first, last, rounds]."""
    return np.array([earlier[0], later[1], max(earlier[2], later[2]) + 1])


def draw(rng):
    n, kind = int(rng.integers(0, 20)), rng.random()
    if kind < 0.2:
        return operator.add, rng.normal(size=n).tolist()
    if kind < 0.5:
        return joined, [np.array([i, i, 0.0]) for i in range(n)]
    return np.matmul, list(rng.normal(size=(n, 2, 2)))
