"""A few rows or many, few levels or many, constant scores, huge ones, all positive."""

import numpy as np


def draw(rng):
    n = int(rng.choice([1, 2, 7, 40]))
    scores = rng.integers(0, rng.choice([1, 2, 4, 100]), size=n, endpoint=True) / 4
    if rng.random() < 0.3:
        scores = rng.choice([1e-9, 1.0, 1e12]) * rng.standard_normal(n)
    y = (rng.random(n) < rng.choice([0.2, 0.5, 0.9])).astype(np.int64)
    y[rng.integers(n)] = 1  # one positive at least
    return scores, y
