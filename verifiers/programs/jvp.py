"""Forward mode: a derivative travels with the values, by dual numbers h + ḣ (Wengert 1964); network as in mlp.py."""

import numpy as np

from .mlp import Array, Layers


def jvp(layers: Layers, x: Array, v: Array) -> tuple[Array, Array]:
    """The logits z_L and their derivative ż_L = (∂z_L/∂x) v in the direction v, both (B, n_L); x and v are (B, n_0)."""
    h, h_dot = x, v
    for W, b in layers:
        z, z_dot = h @ W.T + b, h_dot @ W.T
        h = np.tanh(z)
        h_dot = (1 - h**2) * z_dot
    return z, z_dot
