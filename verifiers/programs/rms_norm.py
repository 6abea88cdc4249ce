"""RMSNorm (Zhang & Sennrich 2019): layer norm without taking off the mean."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def rms_norm(x: Array, g: Array, eps: float) -> Array:
    """g·x/√(mean of x² + ε), row by row; x (..., d), g (d,)."""
    mean_square = (x**2).mean(axis=-1, keepdims=True)
    return np.asarray(g * x / np.sqrt(mean_square + eps))
