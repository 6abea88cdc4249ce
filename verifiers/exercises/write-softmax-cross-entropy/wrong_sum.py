"""gives the sum of the losses beside the gradient of their mean
기울기는 평균의 것인데 손실은 합을 돌려준다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(len(y)), y] -= 1
    return -log_p[np.arange(len(y)), y].sum(), dz / len(y)
