"""NAdam (Dozat 2016): Adam whose momentum looks one step ahead, with a β₁ that warms up."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class NAdam:
    """θ ← θ - η·(μₜ₊₁m/(1 - Πμ·μₜ₊₁) + (1 - μₜ)g/(1 - Πμ))/(√v̂ + ε), with μₜ = β₁(1 - 0.96^(ψt)/2).

    Πμ is the product of μ₁ … μₜ, and ψ (`warmth`) says how fast μ rises to β₁.
    """

    def __init__(
        self, lr: float = 0.002, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, warmth: float = 0.004
    ) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.warmth = warmth
        self.t = 0
        self.product = 1.0
        self.m: Array | float = 0.0
        self.v: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        """The new θ; theta and g of one shape."""
        self.t += 1
        now: float = self.beta1 * (1 - 0.5 * 0.96 ** (self.t * self.warmth))
        later: float = self.beta1 * (1 - 0.5 * 0.96 ** ((self.t + 1) * self.warmth))
        self.product *= now
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        ahead = later * self.m / (1 - self.product * later) + (1 - now) * g / (1 - self.product)
        v_hat = self.v / (1 - self.beta2**self.t)
        return theta - self.lr * ahead / (np.sqrt(v_hat) + self.eps)
