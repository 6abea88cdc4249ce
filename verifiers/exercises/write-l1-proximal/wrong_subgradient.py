"""steps along the subgradient, as autograd does
autograd처럼 서브그래디언트를 따라간다
"""

import numpy as np


def prox_step(theta, g, lr, lam):
    return theta - lr * (g + lam * np.sign(theta))
