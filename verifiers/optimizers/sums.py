"""The rules on given gradients in closed form: every running mean as a weighted sum of all gradients so far."""

import numpy as np

from quizdl.lab.descent import Array


def weighted_sums(gradients: Array, decay: float) -> Array:
    """Σ decay^(t-k) g_k over k <= t for each step t, shape of the gradients (steps, P)."""
    age = np.subtract.outer(np.arange(len(gradients)), np.arange(len(gradients)))
    sums: Array = np.where(age >= 0, decay ** np.maximum(age, 0.0), 0.0) @ gradients
    return sums


def places(start: Array, moves: Array, shrink: float = 1.0) -> Array:
    """θ at the start and after each move against `moves`, (steps + 1, P), where each step first shrinks θ."""
    powers = shrink ** np.arange(len(moves) + 1)[:, None]
    later = powers[1:] * start - weighted_sums(moves, shrink)
    return np.concatenate([start[None], later])


def adam_moves(gradients: Array, beta1: float, beta2: float, eps: float = 1e-8, corrected: bool = True) -> Array:
    """m̂/(√v̂ + ε) of each step, with bias correction or without; shape of the gradients."""
    t = np.arange(1, len(gradients) + 1)[:, None]
    m, v = (1 - beta1) * weighted_sums(gradients, beta1), (1 - beta2) * weighted_sums(gradients**2, beta2)
    if corrected:
        m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    moves: Array = m / (np.sqrt(v) + eps)
    return moves
