"""divides the caller's gradient in place
호출한 쪽의 기울기를 제자리에서 나눈다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, 0.0

    def step(self, theta, g):
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        g /= np.sqrt(self.v) + self.eps
        return theta - self.lr * g
