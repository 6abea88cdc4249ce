"""The singular values of the centred inputs."""

import numpy as np


def ridge_with_intercept(x, y, lam):
    mean, level = x.mean(axis=0), y.mean()
    u, s, vt = np.linalg.svd(x - mean, full_matrices=False)
    w = vt.T @ (s / (s**2 + lam) * (u.T @ (y - level)))
    return w, level - mean @ w
