"""The elastic net (Zou & Hastie 2005) by coordinate descent: one weight at a time goes to its best place."""

import numpy as np
from numpy.typing import NDArray

from .l1_steps import soft_threshold

Array = NDArray[np.float64]


def coordinate_descent(x: Array, y: Array, l1: float, l2: float, sweeps: int) -> Array:
    """w (d,) on its way to the minimum of ½‖y - Xw‖² + l1‖w‖₁ + ½l2‖w‖²; x (n, d), y (n,), no column of zeros.

    From w = 0, `sweeps` times through the columns in their order.
    """
    w = np.zeros(x.shape[1])
    residual = y.astype(float)
    for _ in range(sweeps):
        for j, column in enumerate(x.T):
            residual = residual + w[j] * column
            w[j] = soft_threshold(column @ residual, l1) / (column @ column + l2)
            residual = residual - w[j] * column
    return w
