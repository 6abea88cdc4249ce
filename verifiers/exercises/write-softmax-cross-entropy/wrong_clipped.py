"""clips probabilities to 1e-7 and more
확률을 1e-7 이상으로 자른다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = np.clip(p / p.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)
