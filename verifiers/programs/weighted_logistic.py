"""Logistic regression on whole populations, with a weight on the positives, and how to undo the weight."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(z: Array) -> Array:
    s: Array = (1 + np.tanh(z / 2)) / 2
    return s


def fit(x: Array, positive: Array, negative: Array, c: float) -> Array:
    """The θ, shape (d,), for which Σ c·positive·ln(1 + e^-xθ) + negative·ln(1 + e^xθ) is least, by Newton's method.

    x (cells, d); positive, negative (cells,) how many of each class stand in each cell, whole or not
    c         the weight of a positive; a negative weighs 1
    """
    theta = np.zeros(x.shape[1])
    total = c * positive + negative
    for _ in range(30):
        s = sigmoid(x @ theta)
        slope = x.T @ (total * s - c * positive)
        curvature = (x.T * (total * s * (1 - s))) @ x
        theta = theta - np.linalg.solve(curvature, slope)
    return theta


def recalibrate(p: Array, c: float) -> Array:
    """The probabilities without the weight c on positives, of the same shape: odds/c (Elkan 2001)."""
    odds: Array = p / (p + c * (1 - p))
    return odds


def cost_threshold(false_positive: float, false_negative: float) -> float:
    """Answer yes where p is above this: then a yes costs less than a no (Elkan 2001)."""
    return false_positive / (false_positive + false_negative)
