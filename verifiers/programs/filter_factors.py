"""What is left of least squares along each singular direction: by early stopping, and by ridge."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def filter_gd(s: Array, lr: float, t: int) -> Array:
    """1 - (1 - ησ²)ᵗ for singular values s (k,): after t steps of gradient descent from 0 on ½‖y - Xw‖²."""
    return 1 - (1 - lr * s**2) ** t


def filter_ridge(s: Array, lam: float) -> Array:
    """σ²/(σ² + λ) for singular values s (k,): at the minimum of ‖y - Xw‖² + λ‖w‖²."""
    return s**2 / (s**2 + lam)
