"""forgets the quadratic penalty
제곱 벌점을 빠뜨린다
"""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    del l2
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        for j in range(len(w)):
            w[j] = 0.0
            z = x[:, j] @ (y - x @ w)
            w[j] = np.sign(z) * max(abs(z) - l1, 0.0) / (x[:, j] @ x[:, j])
    return w
