"""RMSprop (Tieleman & Hinton 2012): the learning rate over the root of a running mean of squared gradients."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class RMSprop:
    """v ← αv + (1 - α)g², θ ← θ - ηg/(√v + ε). v starts at zero, and is not corrected for it."""

    def __init__(self, lr: float = 0.01, alpha: float = 0.99, eps: float = 1e-8) -> None:
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        """The new θ; theta and g of one shape."""
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)
