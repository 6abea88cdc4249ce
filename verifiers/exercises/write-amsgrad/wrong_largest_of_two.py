"""takes the larger of the last two v
마지막 두 v 가운데 큰 값을 쓴다
"""

import numpy as np


class AMSGrad:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.largest, self.t = 0.0, 0.0, 0.0, 0

    def step(self, theta, g):
        self.t += 1
        before = self.v
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        self.largest = np.maximum(before, self.v)
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.largest / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
