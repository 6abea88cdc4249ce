"""Number by number in plain Python, and a dict by name."""

import numpy as np


def momentum_step(theta, v, g, lr, beta):
    buffer, place = [], []
    for t, old, slope in zip(theta.ravel().tolist(), v.ravel().tolist(), g.ravel().tolist(), strict=True):
        buffer.append(beta * old + slope)
        place.append(t - lr * buffer[-1])
    return {"v": np.array(buffer).reshape(v.shape), "theta": np.array(place).reshape(theta.shape)}
