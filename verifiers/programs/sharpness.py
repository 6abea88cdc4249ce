"""Sharpness: the largest eigenvalue of the Hessian, by power iteration on products of Hessian and vector."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sharpness(
    gradient: Callable[[Array], Array], theta: Array, direction: Array, iterations: int
) -> tuple[float, Array]:
    """The largest eigenvalue of the Hessian at θ and a unit vector along its eigenvector, shape (P,).

    Each product Hv is a central difference of gradients along v (Pearlmutter 1994, sec. 1), exact up to h² = 1e-8.

    gradient    ∇f as a function of θ, both of shape (P,)
    direction   the unit vector to start from, shape (P,)
    iterations  products, one or more
    """
    step = 1e-4
    for _ in range(iterations):
        product = (gradient(theta + step * direction) - gradient(theta - step * direction)) / (2 * step)
        eigenvalue = float(direction @ product)
        direction = product / np.linalg.norm(product)
    return eigenvalue, direction
