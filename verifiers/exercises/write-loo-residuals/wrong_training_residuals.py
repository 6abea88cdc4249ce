"""gives the training residuals
학습 잔차를 그대로 준다
"""

import numpy as np


def loo_residuals(x, y, lam):
    inverse = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1]))
    return y - x @ (inverse @ (x.T @ y))
