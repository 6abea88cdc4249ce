"""A Gaussian q fitted to a mixture p of two by either direction of KL, on a grid, without a gradient."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .kl import kl

Array = NDArray[np.float64]
GRID = np.linspace(-30, 30, 1201)


def masses(mean: float, sd: float) -> Array:
    """A Gaussian as probabilities of the points of GRID."""
    density = np.exp(-(((GRID - mean) / sd) ** 2) / 2)
    shares: Array = density / density.sum()
    return shares


def mixture(weight: float, distance: float) -> Array:
    """Two Gaussians of deviation 1: at -distance with this weight, at +distance with the rest."""
    return weight * masses(-distance, 1) + (1 - weight) * masses(distance, 1)


def forward(p: Array, q: Array) -> float:
    """KL(p‖q), as maximum likelihood has it: dear where p is and q is not."""
    return kl(p, q)


def reverse(p: Array, q: Array) -> float:
    """KL(q‖p), as variational inference has it: dear where q is and p is not."""
    return kl(q, p)


def fitted(direction: Callable[[Array, Array], float], p: Array, start: float) -> tuple[float, float, float]:
    """Mean, deviation and divergence of the Gaussian that a pattern search ends at, from `start` with deviation 1."""
    mean, log_sd, step = start, 0.0, 0.5
    least = direction(p, masses(mean, 1))
    while step > 1e-7:
        around = [(mean + step, log_sd), (mean - step, log_sd), (mean, log_sd + step), (mean, log_sd - step)]
        values = [direction(p, masses(m, float(np.exp(s)))) for m, s in around]
        if min(values) < least:
            least = min(values)
            mean, log_sd = around[values.index(least)]
        else:
            step /= 2
    return mean, float(np.exp(log_sd)), least
