"""leaves the weight's own part in the residual
자기 몫을 잔차에 남겨 둔다
"""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        for j in range(len(w)):
            z = x[:, j] @ (y - x @ w)
            w[j] = np.sign(z) * max(abs(z) - l1, 0.0) / (x[:, j] @ x[:, j] + l2)
    return w
