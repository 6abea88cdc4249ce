"""One weight after the other."""

import numpy as np


def prox_step(theta, g, lr, lam):
    out = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        v = theta[i] - lr * g[i]
        if v > lr * lam:
            out[i] = v - lr * lam
        elif v < -lr * lam:
            out[i] = v + lr * lam
    return out
