"""The smallest deep network: two linear layers of one weight each, on one sample (Lewkowycz et al. 2020)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def two_layers(u: Array, v: Array, eta: Array, steps: int) -> tuple[Array, Array]:
    """Gradient descent on (uv)²/2, the loss on x = 1 with target 0, for many runs side by side: u, v, eta (runs,).

    Gives the losses and the curvature u² + v² across the valley of minima uv = 0, both (steps, runs); a run stands
    still once its loss has grown beyond 1e6.
    """
    losses, curvatures = [], []
    for _ in range(steps):
        z = u * v
        losses.append(z**2 / 2)
        curvatures.append(u**2 + v**2)
        rate = np.where(losses[-1] < 1e6, eta, 0)
        u, v = u - rate * z * v, v - rate * z * u
    return np.array(losses), np.array(curvatures)
