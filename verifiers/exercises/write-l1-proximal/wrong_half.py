"""thresholds by half of ηλ
ηλ의 절반을 문턱값으로 쓴다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    v = theta - lr * g
    return np.sign(v) * np.maximum(abs(v) - lr * lam / 2, 0)
