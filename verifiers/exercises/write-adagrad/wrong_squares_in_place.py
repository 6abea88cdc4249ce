"""squares the caller's gradient in place
호출한 쪽의 기울기 배열을 제자리에서 제곱한다
"""

import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.total = lr, eps, 0.0

    def step(self, theta, g):
        step = self.lr * g
        g *= g
        self.total = self.total + g
        return theta - step / (np.sqrt(self.total) + self.eps)
