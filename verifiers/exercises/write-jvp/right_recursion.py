"""Recursion from the last layer to the first; einsum, and 1/cosh² for the slope."""

import numpy as np


def jvp(layers, x, v):
    below, (W, b) = layers[:-1], layers[-1]
    if below:
        z, z_dot = jvp(below, x, v)
        x, v = np.tanh(z), z_dot / np.cosh(z) ** 2
    return np.einsum("bi,oi->bo", x, W) + b, np.einsum("bi,oi->bo", v, W)
