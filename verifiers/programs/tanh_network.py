"""A network with one hidden layer of tanh units, its squared error and the gradient by backpropagation."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def tanh_network(theta: Array, x: Array, y: Array, hidden: int) -> tuple[float, Array]:
    """Half the mean squared error of tanh(xW + b)·v on N samples, and its gradient by θ, of the shape of θ.

    theta  W (D, hidden), b (hidden,) and v (hidden,) in one row of (D + 2)·hidden numbers
    x, y   inputs (N, D) and targets (N,)
    """
    w = theta[: -2 * hidden].reshape(-1, hidden)
    b, v = theta[-2 * hidden :].reshape(2, hidden)
    h = np.tanh(x @ w + b)
    error = h @ v - y
    delta = np.outer(error, v) * (1 - h**2) / len(y)
    gradient = np.concatenate([(x.T @ delta).ravel(), delta.sum(axis=0), h.T @ error / len(y)])
    return float(np.mean(error**2)) / 2, gradient
