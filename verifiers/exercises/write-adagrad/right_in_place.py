"""Sum and θ in place; nothing is returned, and hypot adds the next square to the root of the sum."""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.settings = lr, eps
        self.root = None

    def step(self, theta, g):
        lr, eps = self.settings
        if self.root is None:
            self.root = np.zeros(g.shape)
        np.hypot(self.root, g, out=self.root)
        theta -= lr * g / (self.root + eps)
