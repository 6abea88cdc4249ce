"""Adam (Kingma & Ba 2015, algorithm 1): a running mean of g over the root of one of g², both freed of their start."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Adam:
    """m ← β₁m + (1 - β₁)g, v ← β₂v + (1 - β₂)g², θ ← θ - η·m̂/(√v̂ + ε).

    Both means start at zero. After t steps their weights sum to 1 - βᵗ, so m̂ = m/(1 - β₁ᵗ) and v̂ = v/(1 - β₂ᵗ).
    """

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.t = 0
        self.m: Array | float = 0.0
        self.v: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        """The new θ; theta and g of one shape."""
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
