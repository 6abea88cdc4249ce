"""adds squared gradients up and never forgets, as AdaGrad does
AdaGrad처럼 기울기 제곱을 잊지 않고 계속 더한다
"""

import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.v = lr, alpha, eps, 0.0

    def step(self, theta, g):
        self.v = self.v + (1 - self.alpha) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)
