"""Variants of backpropagation: for any activation σ, and without reuse of δ. The network is in mlp.py."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .mlp import Array, Layers, forward


class Activation(NamedTuple):
    """An activation σ and its slope σ′, both entry by entry, both of z."""

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def tanh_slope(z: Array) -> Array:
    """tanh′(z) = 1 - tanh²(z)."""
    return 1 - np.tanh(z) ** 2


def relu(z: Array) -> Array:
    """max(z, 0)."""
    return np.maximum(z, 0)


def relu_slope(z: Array) -> Array:
    """1 for z > 0 and 0 for z <= 0; at the kink any slope from 0 to 1 would do."""
    return (z > 0).astype(float)


def backward_with(activation: Activation, layers: Layers, x: Array, y: Array) -> list[Array]:
    """The gradient of a network with this activation in place of tanh: ∂f/∂W_1, ∂f/∂b_1, ∂f/∂W_2, …"""
    inputs, zs = [x], []
    for W, b in layers:
        zs.append(inputs[-1] @ W.T + b)
        inputs.append(activation.value(zs[-1]))
    delta = output_delta(zs[-1], y)
    gradients = [delta.T @ inputs[-2], delta.sum(axis=0)]
    for layer in range(len(layers) - 1, 0, -1):
        delta = delta @ layers[layer][0] * activation.slope(zs[layer - 1])
        gradients[:0] = [delta.T @ inputs[layer - 1], delta.sum(axis=0)]
    return gradients


def backward_anew(layers: Layers, x: Array, y: Array) -> list[Array]:
    """The same gradient as backward(), but each δ_l is propagated from the output again instead of from δ_{l+1}."""
    inputs, z = forward(layers, x)
    gradients: list[Array] = []
    for layer, h in enumerate(inputs):
        delta = output_delta(z, y)
        for above in range(len(layers) - 1, layer, -1):
            delta = delta @ layers[above][0] * (1 - inputs[above] ** 2)
        gradients += [delta.T @ h, delta.sum(axis=0)]
    return gradients


def output_delta(z: Array, y: Array) -> Array:
    """δ_L = (softmax(z) - onehot(y))/B, shape (B, n_L)."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    delta: Array = exponentials / exponentials.sum(axis=1, keepdims=True) - np.eye(z.shape[1])[y]
    return delta / len(y)
