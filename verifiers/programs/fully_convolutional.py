"""A dense layer on maps, and the convolution that it is (Long 2015). maps have shape (N, channels, rows, columns)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def dense(maps: Array, weights: Array, bias: Array) -> Array:
    """A fully connected layer on flattened maps: weights (classes, channels · rows · columns)."""
    return maps.reshape(len(maps), -1) @ weights.T + bias


def dense_parameters(inputs: int, outputs: int) -> int:
    """Weights and biases of a dense layer."""
    return (inputs + 1) * outputs


def sliding(maps: Array, kernels: Array, bias: Array) -> Array:
    """A convolution without padding: kernels (classes, channels, rows, columns); a map of logits for every class."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, kernels.shape[2:], axis=(2, 3))
    logits: Array = np.einsum("nchwij,kcij->nkhw", windows, kernels, optimize=True)
    return logits + bias[:, None, None]
