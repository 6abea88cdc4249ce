"""Least squares with dropout on its inputs, averaged over all masks: a ridge of its own strength for each column."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def dropout_ridge(x: Array, y: Array, p: float) -> Array:
    """The w that minimises the mean over masks of ‖y - (m∘X/q)w‖², which is ‖y - Xw‖² + (p/q)·Σⱼ wⱼ²‖Xⱼ‖².

    x  inputs, shape (n, d), of which each number is dropped with probability p and else divided by q = 1 - p
    y  targets, shape (n,), or (n, k) for k problems at once; w has the shape (d,) or (d, k)
    """
    gram = x.T @ x
    penalty = p / (1 - p) * np.diag(np.diag(gram))
    return np.asarray(np.linalg.solve(gram + penalty, x.T @ y), dtype=np.float64)
