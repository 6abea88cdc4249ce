"""Chunks of equal and of unequal lengths, of one row, one alone; gradients of any shape and size."""

import numpy as np


def draw(rng):
    lengths = rng.choice([1, 2, 3, 8], size=rng.integers(1, 5))
    lengths = np.full(len(lengths), lengths[0]) if rng.random() < 0.3 else lengths
    shape = [(1,), (3,), (2, 3)][rng.integers(3)]
    each = 10.0 ** rng.integers(-3, 4) * rng.normal(size=(lengths.sum(), *shape))
    chunks = np.split(rng.permutation(lengths.sum()), np.cumsum(lengths)[:-1])
    return lambda rows: each[rows].mean(axis=0), chunks
