"""leaves the intercept at 0
절편을 0으로 둔다
"""

import numpy as np


def ridge_with_intercept(x, y, lam):
    return np.linalg.solve(x.T @ x + lam * np.eye(x.shape[1]), x.T @ y), np.float64(0)
