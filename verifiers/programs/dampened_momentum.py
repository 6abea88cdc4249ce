"""Momentum with dampening, as torch.optim.SGD has it: the buffer takes only a share of each gradient."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def dampened_step(
    theta: Array, v: Array | None, g: Array, lr: float, beta: float, dampening: float
) -> tuple[Array, Array]:
    """One step: v ← βv + (1 - d)g, then θ ← θ - ηv. Gives the new θ and the new v.

    theta, v, g  of one shape: parameters, buffer, gradient at θ. Before the first step v is None, and g fills the
                 buffer whole, without dampening.
    lr, beta     the learning rate η and the decay β of the buffer, 0 <= β < 1
    dampening    the share d of each later gradient that is left out; at d = β the buffer is a running mean
    """
    v = g if v is None else beta * v + (1 - dampening) * g
    return theta - lr * v, v
