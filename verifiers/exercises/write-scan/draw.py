"""None, one or several elements; matrices, whose product does not commute, or numbers, whose sum does."""

import operator

import numpy as np


def draw(rng):
    n = int(rng.integers(0, 20))
    if rng.random() < 0.2:
        return operator.add, rng.normal(size=n).tolist()
    return np.matmul, list(rng.normal(size=(n, 2, 2)))
