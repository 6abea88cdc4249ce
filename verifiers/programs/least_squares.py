"""Least squares: the gradient of half the mean squared error of a linear model."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def least_squares_gradient(theta: Array, x: Array, y: Array) -> Array:
    """Gradient of mean (xθ - y)²/2 over the B samples, shape (*c, P); *c are models side by side, or none.

    theta (*c, P), x (*c, B, P), y (*c, B)
    """
    error = (x @ theta[..., None])[..., 0] - y
    gradient: Array = (error[..., None, :] @ x)[..., 0, :] / y.shape[-1]
    return gradient
