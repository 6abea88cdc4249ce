"""measures the loss in bits
손실을 비트로 잰다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(len(y)), y] -= 1
    return -log_p[np.arange(len(y)), y].mean() / np.log(2), dz / len(y)
