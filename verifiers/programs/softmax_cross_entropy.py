"""Softmax, and the mean cross-entropy on it with its gradient (Goodfellow 2016, sec. 6.2.2.3)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def softmax(z: Array) -> Array:
    """Probabilities of logits z, shape (…, classes). The largest is taken off first, so that nothing overflows."""
    powers: Array = np.exp(z - z.max(axis=-1, keepdims=True))
    p: Array = powers / powers.sum(axis=-1, keepdims=True)
    return p


def log_softmax(z: Array) -> Array:
    """The logarithm of softmax, without forming a probability that could round to 0."""
    shifted: Array = z - z.max(axis=-1, keepdims=True)
    log_sum: Array = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted - log_sum


def softmax_jacobian(p: Array) -> Array:
    """dp/dz at the probabilities p of one row, shape (classes, classes)."""
    return np.diag(p) - np.outer(p, p)


def row_losses(z: Array, y: Labels) -> Array:
    """Cross-entropy of each row in nats, shape (N,): the negative log-likelihood of its label."""
    return -log_softmax(z)[np.arange(len(y)), y]


def softmax_cross_entropy(z: Array, y: Labels) -> tuple[float, Array]:
    """The mean loss of a batch, and its gradient with respect to the logits: z (N, classes), labels y (N,)."""
    dz = softmax(z)
    dz[np.arange(len(y)), y] -= 1
    return float(row_losses(z, y).mean()), dz / len(y)
