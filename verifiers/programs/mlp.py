"""A multilayer perceptron for classification: affine layers with tanh between them, softmax and cross-entropy behind.

Layers l = 1 … L with weights W_l (n_l, n_{l-1}) and biases b_l (n_l,). A batch x has B rows, one a sample:
h_0 = x, z_l = h_{l-1} W_lᵀ + b_l, h_l = tanh(z_l). z_L are the logits, which pass no tanh.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # float64; complex128 in the forward pass and the loss of a complex step
Layers = Sequence[tuple[Array, Array]]  # (W_l, b_l), the first layer first


def forward(layers: Layers, x: Array) -> tuple[list[Array], Array]:
    """The inputs h_0 … h_{L-1} of the layers, h_l of shape (B, n_l), and the logits z_L, shape (B, n_L)."""
    inputs = [x]
    for W, b in layers[:-1]:
        inputs.append(np.tanh(inputs[-1] @ W.T + b))
    W, b = layers[-1]
    return inputs, inputs[-1] @ W.T + b


def loss(layers: Layers, x: Array, y: Array) -> Any:
    """The mean cross-entropy of the labels y, shape (B,), in nats: the mean of log Σⱼ exp(zⱼ) - z_y over the rows."""
    _, z = forward(layers, x)
    z = z - z.real.max(axis=1, keepdims=True)  # no exponential overflows; of real parts, for the complex step
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])
