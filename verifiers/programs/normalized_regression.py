"""A linear layer, batch norm with ε = 0, and a fixed readout: a loss that sees only the directions of the weights.

z = xWᵀ, ẑ = (z - μ)/√v over the batch, f = ½·mean of (ẑ·a - y)²
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def outputs(W: Array, x: Array, a: Array) -> Array:
    """ẑ·a, shape (B,): x (B, n), W (k, n), a (k,)."""
    z = x @ W.T
    return np.asarray((z - z.mean(axis=0)) / z.std(axis=0) @ a)


def loss(W: Array, x: Array, y: Array, a: Array) -> float:
    """f for targets y (B,)."""
    return float(((outputs(W, x, a) - y) ** 2).mean() / 2)


def gradient(W: Array, x: Array, y: Array, a: Array) -> Array:
    """∂f/∂W, shape (k, n): back through the readout, the batch norm and the layer."""
    z = x @ W.T
    z_hat = (z - z.mean(axis=0)) / z.std(axis=0)
    g = np.outer(z_hat @ a - y, a) / len(y)
    dz = (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / z.std(axis=0)
    return np.asarray(dz.T @ x)


def descend(W: Array, x: Array, y: Array, a: Array, rates: Array, decay: float = 0.0) -> Array:
    """The weights of gradient descent W ← (1 - ηλ)W - η∂f/∂W, shape (steps + 1, k, n).

    rates, decay    η of each step (steps,), and λ
    """
    path = [W]
    for rate in rates:
        path.append((1 - rate * decay) * path[-1] - rate * gradient(path[-1], x, y, a))
    return np.array(path)
