"""Works on the Gram matrix alone."""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    gram, moments = x.T @ x, x.T @ y
    w = np.zeros(len(moments))
    for _ in range(sweeps):
        for j in range(len(w)):
            z = moments[j] - gram[j] @ w + gram[j, j] * w[j]
            w[j] = np.sign(z) * max(abs(z) - l1, 0.0) / (gram[j, j] + l2)
    return w
