"""A convolution on a torus: beyond an edge lies the opposite side of the image, so that no place is special."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def circular_convolution(x: Array, w: Array, b: Array) -> Array:
    """Maps (N, F, H, W) of images x (N, C, H, W): the kernel laid on the neighbourhood of every pixel, not turned.

    w  kernels (F, C, k, k) with k odd
    b  a bias for each map (F,)
    """
    p = w.shape[-1] // 2
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), "wrap")
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))  # (N, C, H, W, k, k)
    maps: Array = np.einsum("nchwij,fcij->nfhw", windows, w, optimize=True)
    return maps + b[:, None, None]
