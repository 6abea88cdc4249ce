"""divides by the larger of √v and ε where their sum is meant
√v와 ε의 합 대신 둘 중 큰 값으로 나눈다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, 0.0

    def step(self, theta, g):
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        return theta - self.lr * g / np.maximum(np.sqrt(self.v), self.eps)
