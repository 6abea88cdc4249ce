"""The lasso (Tibshirani 1996) by proximal gradient, and the conditions that its solution, and no other, meets."""

import numpy as np
from numpy.typing import NDArray

from .l1_steps import prox_step

Array = NDArray[np.float64]


def lasso(x: Array, y: Array, lam: float, steps: int) -> Array:
    """The w (d,) that minimises ½‖y - Xw‖² + λ‖w‖₁, after `steps` steps from 0; x (n, d), y (n,).

    The learning rate is one over the largest eigenvalue of XᵀX, with which no step can raise the loss.
    """
    w = np.zeros(x.shape[1])
    lr = 1 / float(np.linalg.norm(x, 2)) ** 2
    for _ in range(steps):
        w = prox_step(w, x.T @ (x @ w - y), lr, lam)
    return w


def kkt_violation(x: Array, y: Array, w: Array, l1: float, l2: float = 0.0) -> float:
    """How far w is from the minimum of ½‖y - Xw‖² + l1‖w‖₁ + ½l2‖w‖², in units of l1; 0 there and only there.

    The pull on each weight must be l1·sign(w), and on a weight of 0 at most l1 in size.
    """
    pull = (x.T @ (y - x @ w) - l2 * w) / l1
    off = np.where(w != 0, abs(pull - np.sign(w)), np.maximum(abs(pull) - 1, 0))
    return float(off.max())
