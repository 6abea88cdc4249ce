"""Backpropagation in a multilayer perceptron (Linnainmaa 1970; Rumelhart, Hinton & Williams 1986).

δ_l = ∂f/∂z_l has a row for each sample. The last one is (softmax(z_L) - onehot(y))/B, and each of the others comes from
the one above it: δ_{l-1} = (δ_l W_l) · tanh′(z_{l-1}), where tanh′(z) = 1 - h². With it ∂f/∂W_l = δ_lᵀ h_{l-1}, and
∂f/∂b_l is the sum of the rows of δ_l.
"""

import numpy as np

from .mlp import Array, Layers, forward


def backward(layers: Layers, x: Array, y: Array) -> list[Array]:
    """∂f/∂W_1, ∂f/∂b_1, ∂f/∂W_2, … of the mean cross-entropy f, each of the shape of its parameter.

    layers  W_l (n_l, n_{l-1}) and b_l (n_l,), at least one layer
    x, y    inputs (B, n_0) and labels (B,), whole numbers below n_L
    """
    inputs, z = forward(layers, x)
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    delta = exponentials / exponentials.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    gradients = [delta.T @ inputs[-1], delta.sum(axis=0)]
    for layer in range(len(layers) - 1, 0, -1):
        W, _ = layers[layer]
        delta = delta @ W * (1 - inputs[layer] ** 2)
        gradients[:0] = [delta.T @ inputs[layer - 1], delta.sum(axis=0)]
    return gradients
