"""divides by the sum of the steps before
이번 기울기를 더하기 전의 합으로 나눈다
"""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.total = lr, eps, 0.0

    def step(self, theta, g):
        scale = np.sqrt(self.total) + self.eps if np.any(self.total) else abs(g) + self.eps
        self.total = self.total + g**2
        return theta - self.lr * g / scale
