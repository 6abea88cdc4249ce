"""takes a hundred steps of gradient descent from T = 1
T = 1에서 경사하강법을 100스텝 한다
"""

import numpy as np


def temperature(z, y):
    beta = 1.0
    for _ in range(100):
        logits = beta * z
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        beta = max(beta - 0.01 * ((p * z).sum(axis=1) - z[np.arange(len(y)), y]).mean(), 1e-3)
    return float(1 / beta)
