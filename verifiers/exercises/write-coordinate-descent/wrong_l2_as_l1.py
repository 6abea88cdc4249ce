"""shrinks by l2 before the threshold
문턱값을 적용하기 전에 l2로 줄인다
"""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        for j in range(len(w)):
            w[j] = 0.0
            z = x[:, j] @ (y - x @ w) / (x[:, j] @ x[:, j] + l2)
            w[j] = np.sign(z) * max(abs(z) - l1, 0.0)
    return w
