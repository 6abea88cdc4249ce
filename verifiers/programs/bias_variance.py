"""Bias and variance of predictions under squared error (Geman, Bienenstock & Doursat 1992)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def bias_variance(predictions: Array, truth: Array) -> tuple[float, float]:
    """bias² and variance, each averaged over the points at which the predictions are made.

    predictions  shape (sets, points): what the model says after each training set, all sets alike probable
    truth        shape (points,): what is right, without noise
    """
    mean = predictions.mean(axis=0)
    return float(np.mean((mean - truth) ** 2)), float(np.mean((predictions - mean) ** 2))
