"""gives the prediction less the label
예측에서 레이블을 뺀다
"""

import numpy as np


def loo_residuals(x, y, lam):
    inverse = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1]))
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    return (x @ (inverse @ (x.T @ y)) - y) / (1 - h)
