"""adds 1e-12 to the probability before its logarithm
확률에 1e-12를 더한 뒤 로그를 취한다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)
