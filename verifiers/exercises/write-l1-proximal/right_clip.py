"""Takes off what lies within the threshold: v less v clipped to it."""

import numpy as np


def prox_step(theta, g, lr, lam):
    v = theta - lr * g
    return v - np.clip(v, -lr * lam, lr * lam)
