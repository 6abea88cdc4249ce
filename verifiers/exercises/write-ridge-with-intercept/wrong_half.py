"""takes half of λ
λ의 절반을 쓴다
"""

import numpy as np


def ridge_with_intercept(x, y, lam):
    c = x - x.mean(axis=0)
    w = np.linalg.solve(c.T @ c + lam / 2 * np.eye(x.shape[1]), c.T @ y)
    return w, y.mean() - x.mean(axis=0) @ w
