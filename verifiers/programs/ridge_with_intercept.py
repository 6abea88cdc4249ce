"""Ridge regression (Hoerl & Kennard 1970) with an intercept that is not penalised."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def ridge_with_intercept(x: Array, y: Array, lam: float) -> tuple[Array, Array]:
    """The w (d,) and b that minimise ‖y - Xw - b‖² + λ‖w‖²; x (n, d), y (n,).

    Also for k targets at once: y (n, k), w (d, k), b (k,). The best b makes the residuals sum to 0, so that X and y
    may be centred first.
    """
    x_mean, y_mean = x.mean(axis=0), y.mean(axis=0)
    centred = x - x_mean
    w = np.linalg.solve(centred.T @ centred + lam * np.eye(x.shape[1]), centred.T @ (y - y_mean))
    return w, np.asarray(y_mean - x_mean @ w)
