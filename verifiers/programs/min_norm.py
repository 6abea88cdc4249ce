"""Minimum-norm least squares: of all weights that fit best, the shortest (Moore & Penrose)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def min_norm(x: Array, y: Array) -> Array:
    """X⁺y: the w of least ‖w‖ among those of least ‖Xw - y‖, shape (*s, d, k), for any number of rows and columns.

    x (*s, n, d), y (*s, n, k) for k problems at once. Only singular values that are rounding are taken for 0.
    """
    return np.asarray(np.linalg.pinv(x, rcond=1e-14) @ y, dtype=np.float64)
