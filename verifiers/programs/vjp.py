"""Reverse mode: weights of the outputs are pulled back to the input, layer by layer. The network is in mlp.py."""

from .mlp import Array, Layers, forward


def vjp(layers: Layers, x: Array, u: Array) -> Array:
    """uᵀ(∂z_L/∂x), shape (B, n_0), for weights u of the outputs, shape (B, n_L)."""
    inputs, _ = forward(layers, x)
    for layer in range(len(layers) - 1, 0, -1):
        u = u @ layers[layer][0] * (1 - inputs[layer] ** 2)
    return u @ layers[0][0]
