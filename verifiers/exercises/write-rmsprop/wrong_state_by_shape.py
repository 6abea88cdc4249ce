"""keeps v by the shape of the parameters, for all optimizers
옵티마이저마다가 아니라 파라미터의 모양마다 v를 둔다
"""

import numpy as np

squares = {}


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps = lr, alpha, eps

    def step(self, theta, g):
        v = squares[g.shape] = self.alpha * squares.get(g.shape, 0.0) + (1 - self.alpha) * g**2
        return theta - self.lr * g / (np.sqrt(v) + self.eps)
