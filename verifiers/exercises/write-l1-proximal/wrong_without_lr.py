"""thresholds by λ instead of ηλ
ηλ 대신 λ를 문턱값으로 쓴다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    v = theta - lr * g
    return np.sign(v) * np.maximum(abs(v) - lam, 0)
