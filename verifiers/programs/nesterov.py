"""Nesterov momentum (Nesterov 1983, in the form of Sutskever et al. 2013): look ahead, then step."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def nesterov_step(
    theta: Array, v: Array, gradient: Callable[[Array], Array], lr: float, beta: float
) -> tuple[Array, Array]:
    """One step: v ← βv + ∇f(θ - ηβv), then θ ← θ - ηv. Gives the new θ and the new v.

    theta, v  of one shape: parameters, buffer (zeros before the first step)
    gradient  ∇f as a function of θ; it is taken where the buffer alone would carry θ
    lr, beta  the learning rate η and the decay β of the buffer, 0 <= β < 1
    """
    v = beta * v + gradient(theta - lr * beta * v)
    return theta - lr * v, v
