"""A convolution of images as deep learning means it, and its gradients (Dumoulin & Visin 2016).

    out[n, f, i, j] = b[f] + Σ w[f, c, u, v] · x[n, c, s·i + u - p, s·j + v - p]   (sum over c, u, v)

Around the image x is 0. The filter is laid on as it is, not turned by 180°: mathematics calls that a cross-correlation.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def windows(x: Array, k: int, stride: int, padding: int) -> Array:
    """What lies under the filter at each place, a view of shape (N, C, rows, columns, k, k)."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    return np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]


def conv2d(x: Array, w: Array, b: Array, stride: int = 1, padding: int = 0) -> Array:
    """Maps (N, F, ⌊(H+2p-k)/s⌋+1, ⌊(W+2p-k)/s⌋+1) of images x (N, C, H, W): filters w (F, C, k, k), biases b (F,)."""
    maps: Array = np.einsum("ncijuv,fcuv->nfij", windows(x, w.shape[-1], stride, padding), w, optimize=True)
    return maps + b[:, None, None]


def conv2d_backward(dout: Array, x: Array, w: Array, stride: int = 1, padding: int = 0) -> tuple[Array, Array, Array]:
    """dx, dw, db: gradients of a loss with respect to x, w and b, from that with respect to the maps, dout.

    Each output sends its gradient back to all pixels of its window, by the filter's weights. Where windows overlap,
    a pixel adds up what it gets.
    """
    k, (height, width) = w.shape[-1], x.shape[2:]
    dw: Array = np.einsum("nfij,ncijuv->fcuv", dout, windows(x, k, stride, padding), optimize=True)
    padded = np.zeros((*x.shape[:2], height + 2 * padding, width + 2 * padding))
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = stride * i, stride * j
        padded[:, :, top : top + k, left : left + k] += np.tensordot(dout[:, :, i, j], w, axes=1)
    return padded[:, :, padding : padding + height, padding : padding + width], dw, dout.sum(axis=(0, 2, 3))
