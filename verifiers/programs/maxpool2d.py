"""Max pooling of images, and its gradient (Goodfellow 2016, sec. 9.3): of each window only the largest value counts."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def maxpool2d(x: Array, size: int, stride: int) -> Array:
    """The largest value of each window of size×size: x (N, C, H, W) to (N, C, ⌊(H-size)/stride⌋+1, …)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    largest: Array = windows.max(axis=(4, 5))
    return largest


def maxpool2d_backward(dout: Array, x: Array, size: int, stride: int) -> Array:
    """dx, the gradient of a loss with respect to x, from that with respect to the pooled maps, dout.

    The largest value of a window gets all of its gradient; of equal ones the first in reading order. Windows may
    overlap: a value that is the largest of several adds up what it gets.
    """
    dx = np.zeros(x.shape)
    n, c = np.ogrid[: x.shape[0], : x.shape[1]]
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = stride * i, stride * j
        window = x[:, :, top : top + size, left : left + size]
        first = window.reshape(*window.shape[:2], -1).argmax(axis=-1)
        dx[n, c, top + first // size, left + first % size] += dout[:, :, i, j]
    return dx
