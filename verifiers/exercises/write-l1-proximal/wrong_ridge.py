"""shrinks by the factor of an L2 penalty
L2 벌점처럼 일정한 비율로 줄인다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    return np.asarray((theta - lr * g) / (1 + lr * lam))
