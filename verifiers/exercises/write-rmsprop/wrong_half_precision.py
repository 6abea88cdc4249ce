"""keeps v in float16, where squares overflow
v를 float16으로 저장해서 제곱이 오버플로를 일으킨다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, 0.0

    def step(self, theta, g):
        self.v = np.float16(self.alpha * self.v + (1 - self.alpha) * g**2)
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)
