"""Data of the claims on ridge: inputs that are neither centred nor of one scale, and plain least squares on them."""

import numpy as np

from .common import Array

ROWS, COLUMNS = 40, 6


def drawn(seed: int) -> tuple[Array, Array]:
    """Inputs with means and deviations of their own, (n, d), and targets, (n,)."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, COLUMNS) + rng.standard_normal((ROWS, COLUMNS)) * rng.uniform(0.7, 1.5, COLUMNS)
    return x, 3 + x @ rng.choice([-1.0, 1.0], COLUMNS) + 0.3 * rng.standard_normal(ROWS)


def least_squares(x: Array, y: Array) -> Array:
    """The weights of least squares with an intercept, (d,): a column of ones is added."""
    return np.asarray(np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0][:-1], dtype=np.float64)
