"""Mini-batch gradient descent on softmax regression: one affine layer, softmax and cross-entropy."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def mean_gradient(weights: Array, images: Array, labels: Labels) -> Array:
    """Gradient of the mean cross-entropy over the rows of images, shape (pixels, classes)."""
    scores = images @ weights
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error: Array = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    return images.T @ error / len(labels)


def minibatch_descent(weights: Array, images: Array, labels: Labels, epoch: Iterable[Any], rate: float) -> Array:
    """The weights after a step of gradient descent for each batch of row indices (or slices) in `epoch`."""
    for batch in epoch:
        weights = weights - rate * mean_gradient(weights, images[batch], labels[batch])
    return weights
