"""Leave-one-out residuals of ridge regression from a single fit (Allen 1974)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def loo_residuals(x: Array, y: Array, lam: float) -> Array:
    """For each row its label less the prediction of the ridge of strength λ that is fitted to the others; shape (n,).

    x (n, d), y (n,). One fit to all rows: eᵢ/(1 - hᵢᵢ), with its residuals e and H = X(XᵀX + λI)⁻¹Xᵀ.
    """
    h = x @ np.linalg.solve(x.T @ x + lam * np.eye(x.shape[1]), x.T)
    residuals: Array = (y - h @ y) / (1 - np.diag(h))
    return residuals
