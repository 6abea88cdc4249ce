"""forgets to stop at 0
0에서 멈추지 않는다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    v = theta - lr * g
    return v - lr * lam * np.sign(v)
