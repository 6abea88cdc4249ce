"""adds ε to the sum, inside the root
ε을 제곱근 안의 합에 더한다
"""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.total = lr, eps, 0.0

    def step(self, theta, g):
        self.total = self.total + g**2
        return theta - self.lr * g / np.sqrt(self.total + self.eps)
