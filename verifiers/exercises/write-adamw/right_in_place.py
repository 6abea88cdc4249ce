"""Everything in place; the corrections are folded into η and ε, and nothing is returned."""

import math

import numpy as np


class AdamW:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.01):
        self.settings = lr, beta1, beta2, eps, decay
        self.steps = 0

    def step(self, theta, g):
        lr, beta1, beta2, eps, decay = self.settings
        if self.steps == 0:
            self.first, self.second = np.zeros(g.shape), np.zeros(g.shape)
        self.steps += 1
        theta *= 1 - lr * decay
        self.first += (1 - beta1) * (g - self.first)
        self.second += (1 - beta2) * (g * g - self.second)
        root = math.sqrt(1 - beta2**self.steps)
        theta -= lr * root / (1 - beta1**self.steps) * self.first / (np.sqrt(self.second) + eps * root)
