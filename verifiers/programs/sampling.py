"""Independent draws with replacement, and stochastic gradient descent on least squares for many runs side by side."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def replaced(samples: int, runs: int, rng: np.random.Generator) -> Indices:
    """For each run as many independent draws as there are samples, shape (runs, samples)."""
    return rng.integers(samples, size=(runs, samples))


def least_squares_epoch(x: Array, rows: Array, targets: Array, order: Indices, rate: float) -> Array:
    """x, shape (runs, d), after an epoch of SGD on the mean of (row·x - target)²/2; order has shape (runs, steps)."""
    for sample in order.T:
        residual = (rows[sample] * x).sum(axis=1) - targets[sample]
        x = x - rate * residual[:, None] * rows[sample]
    return x
