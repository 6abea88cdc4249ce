"""centres the columns by all rows first
모든 행의 평균을 먼저 뺀다
"""

import numpy as np


def loo_residuals(x, y, lam):
    x, y = x - x.mean(axis=0), y - y.mean()
    inverse = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1]))
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    return (y - x @ (inverse @ (x.T @ y))) / (1 - h - 1 / len(x))
