"""takes all columns to be of length 1
모든 열의 길이를 1로 본다
"""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        for j in range(len(w)):
            w[j] = 0.0
            z = x[:, j] @ (y - x @ w)
            w[j] = np.sign(z) * max(abs(z) - l1, 0.0) / (1 + l2)
    return w
