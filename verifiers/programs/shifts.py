"""Shifts of images (N, C, H, W) by whole pixels, down and to the right; negative numbers move up and to the left.

A map f is equivariant under shifts S where f(S x) = S f(x), and invariant where f(S x) = f(x).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # float32 or float64, which stays as it is


def circular_shift(x: Array, down: int, right: int) -> Array:
    """What leaves on one side comes in on the other."""
    return np.roll(x, (down, right), axis=(2, 3))


def shift(x: Array, down: int, right: int) -> Array:
    """What leaves is lost, and zeros (paper) come in."""
    rows, columns = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (abs(down), abs(down)), (abs(right), abs(right))))
    top, left = abs(down) - down, abs(right) - right
    return padded[:, :, top : top + rows, left : left + columns]
