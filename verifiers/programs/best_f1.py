"""The answers that maximise F1 of a population, from calibrated probabilities (Lipton, Elkan & Naryanaswamy 2014)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def best_f1(p: Array, weights: Array) -> tuple[float, float]:
    """The largest F1 = 2Σ_S wp / (Σ_S w + Σwp) over sets S that are answered yes, and the threshold, which is F1/2.

    p, weights  (n,), how probable yes is in each cell, and how large the cell is
    """
    order = np.argsort(-p)  # of two cells the more probable one is worth more
    p, weights = p[order], weights[order]
    true_positives = np.cumsum(weights * p)
    f1 = 2 * true_positives / (np.cumsum(weights) + true_positives[-1])
    best = float(f1.max())
    return best, best / 2
