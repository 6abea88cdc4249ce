"""Copies of images with labels: turned by 180°, and shifted; the copies of one image stand together."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .shifts import shift

Array = NDArray[Any]


def with_turned(images: Array, labels: Array, turned_labels: Array) -> tuple[Array, Array]:
    """Each image, then the same turned by 180°; (n, H, W) to (2n, H, W), and their labels (2n,)."""
    turned = images[:, ::-1, ::-1]
    copies = np.stack([images, turned], axis=1).reshape(-1, *images.shape[1:])
    return copies, np.stack([labels, turned_labels], axis=1).reshape(-1)


def with_shifted(images: Array, labels: Array, moves: list[tuple[int, int]]) -> tuple[Array, Array]:
    """Each image once for each move (down, right); (n, H, W) to (n·moves, H, W), and their labels."""
    shifted = [shift(images[:, None], down, right)[:, 0] for down, right in moves]
    copies = np.stack(shifted, axis=1).reshape(-1, *images.shape[1:])
    return copies, np.repeat(labels, len(moves))
