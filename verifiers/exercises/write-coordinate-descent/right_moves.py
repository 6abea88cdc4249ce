"""Keeps the residual and changes it by how far a weight moved."""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    lengths = (x**2).sum(axis=0)
    w, residual = np.zeros(x.shape[1]), np.array(y, dtype=float)
    for _ in range(sweeps):
        for j, length in enumerate(lengths):
            z = x[:, j] @ residual + length * w[j]
            new = (z - np.clip(z, -l1, l1)) / (length + l2)
            residual -= (new - w[j]) * x[:, j]
            w[j] = new
    return w
