"""Computes the residual anew for each column."""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        for j in range(x.shape[1]):
            w[j] = 0.0
            z = x[:, j] @ (y - x @ w)
            w[j] = (max(z - l1, 0.0) - max(-z - l1, 0.0)) / (x[:, j] @ x[:, j] + l2)
    return w
