"""Windows of images as columns of a matrix, and back (Chellapilla 2006): a convolution becomes one matrix product.

With w (F, C, k, k), `w.reshape(F, -1) @ im2col(x, k, stride, padding)` are the maps (N, F, places) of a convolution.
im2col is linear. col2im is its transpose, so ⟨im2col(x), y⟩ = ⟨x, col2im(y)⟩: what the backward pass needs. It is not
the inverse: a pixel comes back as often as it was copied.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def im2col(x: Array, k: int, stride: int, padding: int) -> Array:
    """Images (N, C, H, W) to columns (N, C·k², places), zeros around them; rows and places in reading order."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    images, channels, rows, columns = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(images, channels * k * k, rows * columns)


def col2im(columns: Array, shape: tuple[int, ...], k: int, stride: int, padding: int) -> Array:
    """Columns (N, C·k², places) to images of that shape, (N, C, H, W): each pixel adds up all of its copies."""
    images, channels, height, width = shape
    down, across = ((side + 2 * padding - k) // stride + 1 for side in (height, width))
    windows = columns.reshape(images, channels, k, k, down, across)
    padded = np.zeros((images, channels, height + 2 * padding, width + 2 * padding))
    for u, v in np.ndindex(k, k):
        padded[:, :, u : u + stride * down : stride, v : v + stride * across : stride] += windows[:, :, u, v]
    return padded[:, :, padding : padding + height, padding : padding + width]
