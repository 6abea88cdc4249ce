"""clips logits to ±500 against overflow
오버플로를 막으려고 로짓을 ±500으로 자른다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    z = np.clip(z, -500, 500)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(len(y)), y] -= 1
    return -log_p[np.arange(len(y)), y].mean(), dz / len(y)
