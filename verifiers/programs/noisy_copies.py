"""Noise on the inputs without chance: a few copies of each row that have its mean and covariance (Bishop 1995)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def augment_exactly(x: Array, s: float) -> Array:
    """For each row of x (n, d) the 2d rows x ± s√d·eⱼ, one after the other; shape (2dn, d).

    Their mean is the row and their covariance s²I, as with noise of deviation s on each input.
    """
    d = x.shape[1]
    moves = s * np.sqrt(d) * np.vstack([np.eye(d), -np.eye(d)])
    copies: Array = (x[:, None] + moves).reshape(-1, d)
    return copies
