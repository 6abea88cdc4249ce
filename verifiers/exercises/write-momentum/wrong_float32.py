"""works in float32
float32로 계산한다
"""

import numpy as np


def momentum_step(theta, v, g, lr, beta):
    v = np.float32(beta) * v.astype(np.float32) + g.astype(np.float32)
    return theta.astype(np.float32) - np.float32(lr) * v, v
