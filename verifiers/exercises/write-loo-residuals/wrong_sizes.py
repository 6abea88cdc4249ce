"""gives the residuals without their sign
잔차의 부호를 잃는다
"""

import numpy as np


def loo_residuals(x, y, lam):
    inverse = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1]))
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    return abs(y - x @ (inverse @ (x.T @ y))) / (1 - h)
