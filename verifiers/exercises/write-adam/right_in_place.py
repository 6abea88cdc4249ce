"""Everything in place: both means and θ; nothing is returned, and the corrections are folded into η and ε."""

import math

import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.settings = lr, beta1, beta2, eps
        self.steps = 0

    def step(self, theta, g):
        lr, beta1, beta2, eps = self.settings
        if self.steps == 0:
            self.first, self.second = np.zeros(g.shape), np.zeros(g.shape)
        self.steps += 1
        self.first *= beta1
        self.first += (1 - beta1) * g
        self.second *= beta2
        self.second += (1 - beta2) * g * g
        root = math.sqrt(1 - beta2**self.steps)
        step_size = lr * root / (1 - beta1**self.steps)
        theta -= step_size * self.first / (np.sqrt(self.second) + eps * root)
