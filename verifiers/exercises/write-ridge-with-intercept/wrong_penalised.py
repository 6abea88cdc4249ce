"""penalises the intercept as well
절편에도 벌점을 준다
"""

import numpy as np


def ridge_with_intercept(x, y, lam):
    ones = np.hstack([x, np.ones((len(x), 1))])
    solution = np.linalg.solve(ones.T @ ones + lam * np.eye(ones.shape[1]), ones.T @ y)
    return solution[:-1], solution[-1]
