"""starts v at the first squared gradient
v를 0이 아니라 첫 기울기의 제곱에서 시작한다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, None

    def step(self, theta, g):
        self.v = g**2 if self.v is None else self.alpha * self.v + (1 - self.alpha) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)
