"""takes h(1 - h), the slope of the sigmoid
시그모이드의 기울기인 h(1 - h)를 쓴다
"""

import numpy as np


def jvp(layers, x, v):
    h, h_dot = z, z_dot = x, v
    for n, (W, b) in enumerate(layers):
        if n:
            h = np.tanh(z)
            h_dot = h * (1 - h) * z_dot
        z, z_dot = h @ W.T + b, h_dot @ W.T
    return z, z_dot
