"""Singular values: H = U diag(s²/(s² + λ)) Uᵀ."""

import numpy as np


def loo_residuals(x, y, lam):
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    shrink = s**2 / (s**2 + lam)
    return (y - u @ (shrink * (u.T @ y))) / (1 - (u**2) @ shrink)
