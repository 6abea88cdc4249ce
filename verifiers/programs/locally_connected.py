"""A layer that looks at neighbours and shares nothing: every pixel has kernels of its own (LeCun 1989)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def locally_connected(x: Array, w: Array, b: Array) -> Array:
    """Maps of shape (N, F, H, W); zeros lie around the image.

    x  images (N, C, H, W)
    w  kernels (F, C, H, W, k, k) with k odd: one of k·k weights for each filter, channel and pixel
    b  biases (F, H, W)
    """
    p = w.shape[-1] // 2
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[4:], axis=(2, 3))  # (N, C, H, W, k, k)
    maps: Array = np.einsum("nchwij,fchwij->nfhw", windows, w, optimize=True)
    return maps + b
