"""works in float32
float32로 계산한다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    v = (theta - lr * g).astype(np.float32)
    return np.sign(v) * np.maximum(abs(v) - np.float32(lr * lam), 0)
