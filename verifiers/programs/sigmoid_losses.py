"""Two losses behind a sigmoid: binary cross-entropy and the squared error. z are logits, y targets of one shape."""

import numpy as np

from .sigmoid import Array, sigmoid


def bce(z: Array, y: Array) -> Array:
    """-y ln s - (1-y) ln(1-s) of every entry, in nats; from the logits, so that no s is rounded to 1."""
    entropies: Array = np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0) - y * z
    return entropies


def bce_gradient(z: Array, y: Array) -> Array:
    """The derivative of every entry by its logit."""
    return sigmoid(z) - y


def squared_error(z: Array, y: Array) -> Array:
    """(s - y)² of every entry."""
    squares: Array = (sigmoid(z) - y) ** 2
    return squares


def squared_error_gradient(z: Array, y: Array) -> Array:
    """The derivative of every entry by its logit."""
    s = sigmoid(z)
    return 2 * (s - y) * s * (1 - s)


def losses(z: Array, y: Array) -> tuple[float, Array, float, Array]:
    """Mean BCE over all entries and its gradient by z, and the same of the squared error (MSE)."""
    return (
        float(bce(z, y).mean()),
        bce_gradient(z, y) / z.size,
        float(squared_error(z, y).mean()),
        squared_error_gradient(z, y) / z.size,
    )
