"""Means, maximum and θ in place; the corrections are folded into η and ε, and nothing is returned."""

import math

import numpy as np


class AMSGrad:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.settings = lr, beta1, beta2, eps
        self.steps = 0

    def step(self, theta, g):
        lr, beta1, beta2, eps = self.settings
        if self.steps == 0:
            self.first, self.second, self.largest = (np.zeros(g.shape) for _ in range(3))
        self.steps += 1
        self.first += (1 - beta1) * (g - self.first)
        self.second += (1 - beta2) * (g * g - self.second)
        np.maximum(self.largest, self.second, out=self.largest)
        root = math.sqrt(1 - beta2**self.steps)
        theta -= lr * root / (1 - beta1**self.steps) * self.first / (np.sqrt(self.largest) + eps * root)
