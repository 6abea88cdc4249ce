"""shares its sum among all optimizers whose parameters have one shape
파라미터의 모양이 같은 모든 옵티마이저가 합을 나눠 쓴다
"""

import numpy as np

sums = {}


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps = lr, eps

    def step(self, theta, g):
        sums[g.shape] = sums.get(g.shape, 0.0) + g**2
        return theta - self.lr * g / (np.sqrt(sums[g.shape]) + self.eps)
