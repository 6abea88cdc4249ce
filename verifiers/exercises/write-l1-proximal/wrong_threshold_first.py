"""thresholds the weight first and then takes the step
문턱값을 먼저 적용하고 스텝을 밟는다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    return np.sign(theta) * np.maximum(abs(theta) - lr * lam, 0) - lr * g
