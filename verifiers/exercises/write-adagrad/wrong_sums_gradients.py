"""squares the sum of the gradients where it must add up squares
제곱을 더하지 않고 기울기의 합을 제곱한다
"""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.total = lr, eps, 0.0

    def step(self, theta, g):
        self.total = self.total + g
        return theta - self.lr * g / (np.sqrt(self.total**2) + self.eps)
