"""A small convolutional classifier of images, forwards: two convolutions with pooling, then two dense layers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .conv2d import conv2d
from .maxpool2d import maxpool2d

Array = NDArray[np.float64]


def logits(parameters: Sequence[Array], x: Array) -> Array:
    """A score for each class, shape (N, 10), of images x (N, C, H, W) whose H and W are multiples of four.

    parameters  kernels k₁ (F₁, C, 3, 3) and biases c₁ (F₁,), k₂ (F₂, F₁, 3, 3) and c₂ (F₂,) of the convolutions;
                weights W₁ (n, F₂·H/4·W/4) and biases b₁ (n,), W₂ (10, n) and b₂ (10,) of the dense layers
    """
    k1, c1, k2, c2, w1, b1, w2, b2 = parameters
    low = np.maximum(maxpool2d(conv2d(x, k1, c1, padding=1), 2, 2), 0)
    high = np.maximum(maxpool2d(conv2d(low, k2, c2, padding=1), 2, 2), 0)
    hidden = np.maximum(high.reshape(len(x), -1) @ w1.T + b1, 0)
    return hidden @ w2.T + b2
