"""takes the largest logit off in the caller's array
호출한 쪽의 로짓 배열에서 최댓값을 뺀다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    z -= z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(len(y)), y] -= 1
    return -log_p[np.arange(len(y)), y].mean(), dz / len(y)
