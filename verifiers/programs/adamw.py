"""AdamW (Loshchilov & Hutter 2019): Adam whose weight decay goes past both running means."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class AdamW:
    """θ ← θ - ηλθ - η·m̂/(√v̂ + ε), with m̂ and v̂ of Adam. The decay λ never enters m or v."""

    def __init__(
        self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, decay: float = 0.01
    ) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.decay = decay
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
        decayed = theta - self.lr * self.decay * theta
        return decayed - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
