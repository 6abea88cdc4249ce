"""scales the penalty with the number of rows
벌점에 행의 수를 곱한다
"""

import numpy as np


def loo_residuals(x, y, lam):
    inverse = np.linalg.inv(x.T @ x + lam * len(x) * np.eye(x.shape[1]))
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    return (y - x @ (inverse @ (x.T @ y))) / (1 - h)
