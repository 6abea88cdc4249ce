"""A gradient check: compare a gradient with central differences of the function (Karpathy 2015, CS231n)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
STEP = np.finfo(np.float64).eps ** (1 / 3)  # 6e-6: truncation h² and rounding ε/h are alike


def gradient_check(f: Callable[[Array], float], gradient: Callable[[Array], Array], theta: ArrayLike) -> float:
    """How far gradient(θ) is from the central differences of f, relative to the largest entry of either.

    Below 1e-6 where the gradient is right; above 1e-3 where an entry of usual size is 10 % off. θ has any shape and is
    left as it is. 0 where both gradients are zero everywhere.
    """
    start = np.array(theta, dtype=float)
    differences = np.empty_like(start)
    for entry in np.ndindex(start.shape):
        ahead, behind = start.copy(), start.copy()
        h = STEP * max(1.0, float(abs(start[entry])))
        ahead[entry] += h
        behind[entry] -= h
        differences[entry] = (f(ahead) - f(behind)) / (ahead[entry] - behind[entry])
    claimed = np.asarray(gradient(start.copy()))
    largest = np.maximum(abs(claimed), abs(differences)).max()
    return float(abs(claimed - differences).max() / largest) if largest > 0 else 0.0
