"""corrects neither mean, as the paper does
논문처럼 두 평균을 보정하지 않는다
"""

import numpy as np


class AMSGrad:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.largest, self.t = 0.0, 0.0, 0.0, 0

    def step(self, theta, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        self.largest = np.maximum(self.largest, self.v)
        return theta - self.lr * self.m / (np.sqrt(self.largest) + self.eps)
