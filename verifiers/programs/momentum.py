"""Momentum (Polyak 1964): a buffer adds up past gradients, and the step follows the buffer."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def momentum_step(theta: Array, v: Array, g: Array, lr: float, beta: float) -> tuple[Array, Array]:
    """One step: v ← βv + g, then θ ← θ - ηv. Gives the new θ and the new v.

    theta, v, g  of one shape: parameters, buffer (zeros before the first step), gradient at θ
    lr, beta     the learning rate η and the decay β of the buffer, 0 <= β < 1
    """
    v = beta * v + g
    return theta - lr * v, v
