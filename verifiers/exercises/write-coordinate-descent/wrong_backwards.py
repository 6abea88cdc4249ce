"""goes through the columns from the last to the first
마지막 열부터 거꾸로 지나간다
"""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        for j in reversed(range(len(w))):
            w[j] = 0.0
            z = x[:, j] @ (y - x @ w)
            w[j] = np.sign(z) * max(abs(z) - l1, 0.0) / (x[:, j] @ x[:, j] + l2)
    return w
