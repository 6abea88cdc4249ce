"""Two means of the predictions of an ensemble: the arithmetic one, and the geometric one, made to sum to 1 again."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softmax(z: Array) -> Array:
    """Probabilities of the last axis from logits of any shape."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    probabilities: Array = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def arithmetic_mean(probabilities: Array, weights: Array) -> Array:
    """Σ wᵢ pᵢ of predictions of shape (networks, classes) with weights that sum to 1, shape (networks,)."""
    return weights @ probabilities


def geometric_mean(probabilities: Array, weights: Array) -> Array:
    """Π pᵢ^wᵢ, divided by the sum over classes; shapes as for the arithmetic mean."""
    product: Array = np.exp(weights @ np.log(probabilities))
    mean: Array = product / product.sum()
    return mean
