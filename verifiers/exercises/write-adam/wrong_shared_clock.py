"""counts the steps of all optimizers together
모든 옵티마이저의 스텝을 한데 센다
"""

import numpy as np


class Adam:
    t = 0

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v = 0.0, 0.0

    def step(self, theta, g):
        Adam.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat = self.m / (1 - self.beta1**Adam.t)
        v_hat = self.v / (1 - self.beta2**Adam.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
