"""Rows of any number of classes; confidences on edges of bins, ties, empty bins, one bin, one row."""

import numpy as np


def draw(rng):
    rows, classes = int(rng.choice([1, 2, 7, 40])), int(rng.choice([2, 3, 5]))
    p = rng.multinomial(16, np.ones(classes) / classes, size=rows) / 16
    if rng.random() < 0.4:
        p = rng.dirichlet(np.full(classes, rng.choice([0.1, 1.0])), size=rows)
    sure = rng.random(rows) < 0.2
    p[sure] = np.eye(classes)[rng.integers(classes, size=sure.sum())]
    return p, rng.integers(classes, size=rows), int(rng.choice([1, 2, 4, 8, 16]))
