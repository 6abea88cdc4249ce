"""takes the logarithm of probabilities that may have rounded to 0
0으로 반올림될 수 있는 확률에 로그를 취한다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)
