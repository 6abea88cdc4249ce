"""Layer norm, forwards and backwards (Ba, Kiros & Hinton 2016)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def layer_norm(x: Array, gamma: Array, beta: Array, dout: Array, eps: float) -> tuple[Array, Array, Array, Array]:
    """y = γ·x̂ + β with x̂ = (x - μ)/√(v + ε); μ and v are mean and variance of each row, v with 1/d.

    x (N, d); gamma, beta (d,). Gives y (N, d), then dx (N, d), dγ (d,) and dβ (d,), the gradients of a loss whose
    gradient at y is dout (N, d).
    """
    mu, v = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    scale = 1 / np.sqrt(v + eps)
    x_hat = (x - mu) * scale
    g = dout * gamma  # the gradient at x̂
    dx = scale * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return gamma * x_hat + beta, dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
