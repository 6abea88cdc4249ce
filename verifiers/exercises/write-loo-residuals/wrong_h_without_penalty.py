"""takes h from the fit without a penalty
벌점이 없는 적합에서 h를 구한다
"""

import numpy as np


def loo_residuals(x, y, lam):
    inverse = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1]))
    h = np.einsum("ij,jk,ik->i", x, np.linalg.inv(x.T @ x), x)
    return (y - x @ (inverse @ (x.T @ y))) / (1 - h)
