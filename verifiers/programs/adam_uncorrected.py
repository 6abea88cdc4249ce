"""Adam without its correction for means that start at zero, or with only one of the two: what the correction is for."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class AdamUncorrected:
    """m ← β₁m + (1 - β₁)g, v ← β₂v + (1 - β₂)g², θ ← θ - ηm/(√v + ε).

    correct_m, correct_v  divide m by 1 - β₁ᵗ, or v by 1 - β₂ᵗ, after all
    """

    def __init__(
        self,
        lr: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        *,
        correct_m: bool = False,
        correct_v: bool = False,
    ) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.correct_m = correct_m
        self.correct_v = correct_v
        self.t = 0
        self.m: Array | float = 0.0
        self.v: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        """The new θ; theta and g of one shape."""
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m = self.m / (1 - self.beta1**self.t) if self.correct_m else self.m
        v = self.v / (1 - self.beta2**self.t) if self.correct_v else self.v
        return theta - self.lr * m / (np.sqrt(v) + self.eps)
