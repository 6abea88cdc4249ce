"""gives weights for standardised inputs back
표준화한 입력의 가중치를 그대로 돌려준다
"""

import numpy as np


def ridge_with_intercept(x, y, lam):
    c = (x - x.mean(axis=0)) / x.std(axis=0)
    w = np.linalg.solve(c.T @ c + lam * np.eye(x.shape[1]), c.T @ y)
    return w, y.mean() - x.mean(axis=0) / x.std(axis=0) @ w
