"""Calibration: how far confidence is from accuracy, and the temperature that corrects it (Guo 2017)."""

import numpy as np

from .softmax_cross_entropy import Array, Labels, softmax


def reliability(p: Array, y: Labels, bins: int) -> Array:
    """Share of the rows, mean confidence and accuracy in each bin of confidence; empty bins are left out.

    Shape (3, bins in use); bin b of 1, 2, … holds the confidences in ((b - 1) / bins, b / bins].
    """
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    bin_of_row = np.ceil(confidence * bins)
    members = [bin_of_row == b for b in np.unique(bin_of_row)]
    return np.array([(m.mean(), confidence[m].mean(), right[m].mean()) for m in members]).T


def ece(p: Array, y: Labels, bins: int) -> float:
    """Expected calibration error: |accuracy - confidence| of the bins, weighted by their shares of the rows."""
    share, confidence, accuracy = reliability(p, y, bins)
    return float(share @ np.abs(accuracy - confidence))


def loss_slopes(z: Array, y: Labels, beta: float) -> Array:
    """Derivative of each row's loss by β = 1/T, shape (N,): the mean logit under p, less the label's own."""
    p = softmax(beta * z)
    slopes: Array = np.sum(p * z, axis=1) - z[np.arange(len(y)), y]
    return slopes


def temperature(z: Array, y: Labels) -> float:
    """The T, to six digits or more, for which the mean loss of z / T is least.

    The loss is convex in β = 1/T, so its slope is bisected, between e⁻⁵ and e⁵.
    """
    low, high = -5.0, 5.0  # of ln β
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (low, middle) if loss_slopes(z, y, np.exp(middle)).mean() > 0 else (middle, high)
    return float(np.exp(-high))
