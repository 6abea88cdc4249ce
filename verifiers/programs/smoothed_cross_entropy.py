"""Cross-entropy with smoothed labels (Szegedy et al. 2016): ε of each target is spread over all K classes."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def log_softmax(z: Array) -> Array:
    """ln p of logits, shape (B, K); the largest is taken off first, so that nothing overflows."""
    shifted: Array = z - z.max(axis=1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


def smoothed_targets(y: Labels, classes: int, eps: float) -> Array:
    """1 - ε + ε/K at the label and ε/K elsewhere, shape (B, K)."""
    targets: Array = eps / classes + (1 - eps) * np.eye(classes)[y]
    return targets


def smoothed_cross_entropy(z: Array, y: Labels, eps: float) -> float:
    """The mean loss of logits z, shape (B, K), and labels y, shape (B,), in nats."""
    targets = smoothed_targets(y, z.shape[1], eps)
    return float(-np.sum(targets * log_softmax(z)) / len(y))


def smoothed_gradient(z: Array, y: Labels, eps: float) -> Array:
    """The gradient of the mean loss by the logits, softmax less target, shape (B, K)."""
    gradient: Array = (np.exp(log_softmax(z)) - smoothed_targets(y, z.shape[1], eps)) / len(y)
    return gradient


def optimal_gap(classes: int, eps: float) -> float:
    """By how much the label's logit lies above the others where the loss is least: softmax is the target there."""
    return float(np.log(classes * (1 - eps) / eps + 1))
