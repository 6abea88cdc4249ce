"""corrects v for its start at zero as Adam does
Adam처럼 v의 편향을 보정한다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v, self.t = lr, alpha, eps, 0.0, 0

    def step(self, theta, g):
        self.t += 1
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        v_hat = self.v / (1 - self.alpha**self.t)
        return theta - self.lr * g / (np.sqrt(v_hat) + self.eps)
