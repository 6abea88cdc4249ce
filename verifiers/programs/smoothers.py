"""Least squares and ridge as linear maps of the labels: weights, fitted values and effective parameters."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def ridge_map(x: Array, lam: float) -> Array:
    """The matrix (XᵀX + λI)⁻¹Xᵀ, shape (*s, d, n), that makes weights of labels; x has the shape (*s, n, d).

    With λ = 0 this is least squares, and X needs independent columns.
    """
    xt = np.swapaxes(x, -1, -2)
    return np.asarray(np.linalg.solve(xt @ x + lam * np.eye(x.shape[-1]), xt), dtype=np.float64)


def hat_matrix(x: Array, lam: float) -> Array:
    """H, shape (n, n), with the fitted values Hy for labels y (n,)."""
    return x @ ridge_map(x, lam)


def effective_parameters(x: Array, lam: float) -> float:
    """The trace of H: how far the fitted values follow their own labels, summed (Efron 2004)."""
    return float(np.trace(hat_matrix(x, lam)))
