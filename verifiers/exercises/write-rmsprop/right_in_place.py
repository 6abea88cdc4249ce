"""In place: v, then θ; nothing is returned."""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, None

    def step(self, theta, g):
        if self.v is None:
            self.v = np.zeros_like(theta)
        self.v += (1 - self.alpha) * (np.square(g) - self.v)
        np.subtract(theta, self.lr * g / (self.v**0.5 + self.eps), out=theta)
