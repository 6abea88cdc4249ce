"""takes the squared mean of the gradients off v
v에서 기울기 평균의 제곱을 뺀다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v, self.mean = lr, alpha, eps, 0.0, 0.0

    def step(self, theta, g):
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        self.mean = self.alpha * self.mean + (1 - self.alpha) * g
        return theta - self.lr * g / (np.sqrt(self.v - self.mean**2) + self.eps)
