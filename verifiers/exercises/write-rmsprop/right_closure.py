"""A closure holds v; it gives the new v and the new θ at each call."""

import numpy as np


def mean_of_squares(alpha):
    v = 0.0

    def update(g):
        nonlocal v
        v = alpha * v + (1 - alpha) * g**2
        return v

    return update


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.update = mean_of_squares(alpha)
        self.rule = lambda theta, g, v: theta - lr * g / (np.sqrt(v) + eps)

    def step(self, theta, g):
        return self.rule(theta, g, self.update(g))
