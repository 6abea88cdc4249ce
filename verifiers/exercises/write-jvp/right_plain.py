"""The pair of value and tangent, layer by layer."""

import numpy as np


def jvp(layers, x, v):
    *hidden, (W_last, b_last) = layers
    h, h_dot = x, v
    for W, b in hidden:
        h = np.tanh(h @ W.T + b)
        h_dot = (1 - h * h) * (h_dot @ W.T)
    return h @ W_last.T + b_last, h_dot @ W_last.T
