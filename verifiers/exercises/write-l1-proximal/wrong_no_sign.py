"""forgets the sign
부호를 잊는다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    return np.maximum(abs(theta - lr * g) - lr * lam, 0)
