"""computes the derivative in float32
미분을 float32로 계산한다
"""

import numpy as np


def jvp(layers, x, v):
    h, h_dot = z, z_dot = x, v.astype(np.float32)
    for n, (W, b) in enumerate(layers):
        if n:
            h = np.tanh(z)
            h_dot = ((1 - h**2) * z_dot).astype(np.float32)
        z, z_dot = h @ W.T + b, h_dot @ W.T.astype(np.float32)
    return z, z_dot.astype(np.float64)
