"""Batch norm of dense features with its buffers, forwards and backwards (Ioffe & Szegedy 2015)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class BatchNorm:
    """y = γ·x̂ + β with x̂ = (x - μ)/√(v + ε), for each of n features.

    In training μ and v are mean and variance of the batch, v with 1/B, and the running ones move towards them: the mean
    by momentum·(μ - mean), the variance likewise, but towards the unbiased one, with 1/(B - 1). In inference μ and v
    are the running ones, which stay. They start at 0 and 1.
    """

    def __init__(self, n: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        self.momentum = momentum
        self.eps = eps
        self.mean = np.zeros(n)
        self.var = np.ones(n)

    def step(
        self,
        x: Array,
        gamma: Array,
        beta: Array,
        dout: Array,
        training: bool,
    ) -> tuple[Array, Array, Array, Array]:
        """y (B, n), then dx (B, n), dγ (n,) and dβ (n,), the gradients of a loss whose gradient at y is dout (B, n).

        x (B, n), in training B >= 2; gamma, beta (n,). In training μ and v depend on x, and dx takes that into account.
        """
        B = len(x)
        if training:
            m, mu, v = self.momentum, x.mean(axis=0), x.var(axis=0)
            unbiased = v * B / (B - 1)
            self.mean = (1 - m) * self.mean + m * mu
            self.var = (1 - m) * self.var + m * unbiased
        else:
            mu, v = self.mean, self.var
        scale = 1 / np.sqrt(v + self.eps)
        x_hat = (x - mu) * scale
        dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
        dx = gamma * scale * dout
        if training:
            dx = dx - gamma * scale * (dbeta + x_hat * dgamma) / B
        return gamma * x_hat + beta, dx, dgamma, dbeta
