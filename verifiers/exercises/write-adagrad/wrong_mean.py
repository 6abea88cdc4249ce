"""divides by the root of the mean of all squares
합이 아니라 평균의 제곱근으로 나눈다
"""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.total, self.t = lr, eps, 0.0, 0

    def step(self, theta, g):
        self.total, self.t = self.total + g**2, self.t + 1
        return theta - self.lr * g / (np.sqrt(self.total / self.t) + self.eps)
