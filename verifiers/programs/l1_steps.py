"""Two steps of gradient descent with an L1 penalty: along a subgradient, and by the proximal map (Parikh & Boyd 2014).

The loss is f(θ) + λ‖θ‖₁, g the gradient of f alone, η the learning rate. Arrays are of one shape, any.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def subgradient_step(theta: Array, g: Array, lr: float, lam: float) -> Array:
    """θ - η(g + λ·sign(θ)), sign(0) = 0: what autograd makes of a penalty in the loss."""
    return theta - lr * (g + lam * np.sign(theta))


def soft_threshold(z: Array, t: float) -> Array:
    """The w that minimises ½(w - z)² + t|w| entry by entry: t nearer to 0 than z, and 0 where |z| <= t."""
    return np.sign(z) * np.maximum(abs(z) - t, 0)


def prox_step(theta: Array, g: Array, lr: float, lam: float) -> Array:
    """The w that minimises ½‖w - (θ - ηg)‖² + ηλ‖w‖₁: a plain step, then a threshold of ηλ."""
    return soft_threshold(theta - lr * g, lr * lam)
