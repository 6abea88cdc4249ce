"""AdaGrad (Duchi, Hazan & Singer 2011): the learning rate over the root of all squared gradients so far."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Adagrad:
    """θ ← θ - ηg/(√G + ε), where G is the sum of g² over all steps. It only grows, so steps only shrink."""

    def __init__(self, lr: float = 0.01, eps: float = 1e-10) -> None:
        self.lr = lr
        self.eps = eps
        self.total: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        """The new θ; theta and g of one shape."""
        self.total = self.total + g**2
        return theta - self.lr * g / (np.sqrt(self.total) + self.eps)
