"""Gradient descent (Cauchy 1847): step against the gradient, again and again."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def descend(gradient: Callable[[Array], Array], start: ArrayLike, lr: float, steps: int) -> Array:
    """The path θ ← θ - η·∇f(θ), shape (steps + 1, *start): the start, and the place after each step.

    gradient  ∇f as a function of θ, of the shape of θ
    lr        the learning rate η
    """
    theta = np.array(start, dtype=float)
    path = [theta]
    for _ in range(steps):
        theta = theta - lr * gradient(theta)
        path.append(theta)
    return np.array(path)
