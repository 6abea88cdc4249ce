"""multiplies the gradient by p(1-p), as for a squared error
제곱 오차처럼 기울기에 p(1-p)를 곱한다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    p = np.exp(log_p)
    return -log_p[np.arange(len(y)), y].mean(), (p - np.eye(z.shape[1])[y]) * p * (1 - p) / len(y)
