"""Copies of images by hand, for those that programs make: turned, and moved pixel by pixel."""

import numpy as np

from ..programs.augmented_digits import with_shifted, with_turned
from .common import Array


def moved_by_pixels(image: Array, down: int, right: int) -> Array:
    """The image moved pixel by pixel; 0 comes in."""
    out = np.zeros_like(image)
    for row, column in np.ndindex(*image.shape):
        if 0 <= row + down < image.shape[0] and 0 <= column + right < image.shape[1]:
            out[row + down, column + right] = image[row, column]
    return out


def wrong_copies() -> int:
    """How many numbers of copies of two known images, and of their labels, are wrong; moves that differ either way."""
    images, labels, moves = np.arange(1.0, 41).reshape(2, 4, 5), np.array([6, 9]), [(2, -1), (0, 1), (-1, 0), (0, 0)]
    turned = [copy for image in images for copy in (image, image[::-1, ::-1])]
    shifted = [moved_by_pixels(image, down, right) for image in images for down, right in moves]
    wrong = 0
    for (copies, told), by_hand, right_labels in (
        (with_turned(images, labels, 15 - labels), turned, [6, 9, 9, 6]),
        (with_shifted(images, labels, moves), shifted, [6] * 4 + [9] * 4),
    ):
        wrong += int(np.sum(copies != np.array(by_hand)) + np.sum(told != right_labels))
    return wrong
