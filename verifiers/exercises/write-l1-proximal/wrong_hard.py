"""cuts small weights off and leaves the others as they are
작은 가중치만 0으로 만들고 나머지는 줄이지 않는다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    v = theta - lr * g
    return np.where(abs(v) <= lr * lam, 0.0, v)
