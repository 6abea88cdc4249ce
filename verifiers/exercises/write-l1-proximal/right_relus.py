"""Two rectified halves, one for either sign."""

import numpy as np


def prox_step(theta, g, lr, lam):
    v, t = theta - lr * g, lr * lam
    return np.maximum(v - t, 0) - np.maximum(-v - t, 0)
