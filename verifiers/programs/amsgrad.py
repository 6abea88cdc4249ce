"""AMSGrad (Reddi, Kale & Kumar 2018): Adam whose denominator never shrinks."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class AMSGrad:
    """Adam with the largest v so far in place of v, so that no gradient that was large once is forgotten.

    The maximum is taken before the correction 1/(1 - β₂ᵗ), as torch does; the paper corrects neither mean.
    """

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.t = 0
        self.m: Array | float = 0.0
        self.v: Array | float = 0.0
        self.v_max: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        """The new θ; theta and g of one shape."""
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        self.v_max = np.maximum(self.v_max, self.v)
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v_max / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
