"""takes the sign of the weight before the step
스텝 전 가중치의 부호를 쓴다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    return np.sign(theta) * np.maximum(abs(theta - lr * g) - lr * lam, 0)
