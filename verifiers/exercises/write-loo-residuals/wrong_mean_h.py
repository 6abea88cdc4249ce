"""divides by one minus the mean of h
h의 평균으로 나눈다
"""

import numpy as np


def loo_residuals(x, y, lam):
    inverse = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1]))
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    return (y - x @ (inverse @ (x.T @ y))) / (1 - h.mean())
