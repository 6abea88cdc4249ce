"""The head of a classifier by global average pooling and one linear layer (Lin 2014), forwards and backwards."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def pool(maps: Array) -> Array:
    """The mean over all places: (N, channels, rows, columns) to (N, channels)."""
    means: Array = np.mean(maps, axis=(2, 3))
    return means


def head(maps: Array, w: Array, b: Array) -> Array:
    """Logits, shape (N, classes): w (classes, channels), b (classes,)."""
    return pool(maps) @ w.T + b


def head_backward(dlogits: Array, maps: Array, w: Array) -> tuple[Array, Array, Array]:
    """Gradients of a loss with respect to maps, w and b, from that with respect to the logits."""
    rows, columns = maps.shape[2:]
    dpooled = dlogits @ w / (rows * columns)
    dmaps = np.broadcast_to(dpooled[:, :, None, None], maps.shape).copy()
    return dmaps, dlogits.T @ pool(maps), dlogits.sum(axis=0)
