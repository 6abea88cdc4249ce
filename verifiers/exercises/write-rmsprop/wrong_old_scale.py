"""steps by the v of the step before
이전 스텝의 v로 나눈다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, None

    def step(self, theta, g):
        old = self.v if self.v is not None else (1 - self.alpha) * g**2
        self.v = self.alpha * (0.0 if self.v is None else self.v) + (1 - self.alpha) * g**2
        return theta - self.lr * g / (np.sqrt(old) + self.eps)
