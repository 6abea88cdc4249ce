"""Fold batch norm in inference into the layer before it (Jacob et al. 2018, sec. 3.2)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def fold(
    w: Array, b: Array, gamma: Array, beta: Array, mean: Array, var: Array, eps: float = 1e-5
) -> tuple[Array, Array]:
    """w′ and b′ of the layer that gives γ·(w∗x + b - mean)/√(var + ε) + β at once.

    w (F, ...), one filter or row for each of F outputs; all others (F,). mean and var are the running statistics.
    """
    scale = gamma / np.sqrt(var + eps)
    return w * scale.reshape(-1, *[1] * (w.ndim - 1)), beta + scale * (b - mean)
