"""The Kullback-Leibler divergence of distributions on the same few outcomes (Kullback & Leibler 1951)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def kl(p: Array, q: Array) -> float:
    """KL(p‖q) = Σ p ln(p/q) in nats, of probabilities of any one shape; 0 ln 0 = 0, and ∞ where q = 0 < p."""
    seen = p > 0
    if np.any(q[seen] == 0):
        return float("inf")
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))
