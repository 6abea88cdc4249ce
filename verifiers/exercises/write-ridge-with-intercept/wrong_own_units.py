"""standardises and turns the weights back
표준화해서 풀고 원래 단위로 되돌린다
"""

import numpy as np


def ridge_with_intercept(x, y, lam):
    scale = x.std(axis=0)
    c = (x - x.mean(axis=0)) / scale
    w = np.linalg.solve(c.T @ c + lam * np.eye(x.shape[1]), c.T @ y) / scale
    return w, y.mean() - x.mean(axis=0) @ w
