"""moves the running statistics in inference too
추론 모드에서도 이동 통계량을 갱신한다
"""

import numpy as np


class BatchNorm:
    def __init__(self, n, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.mean, self.var = np.zeros(n), np.ones(n)

    def step(self, x, gamma, beta, dout, training):
        B = len(x)
        if training:
            mu, v = x.mean(axis=0), x.var(axis=0)
            self.mean = (1 - self.momentum) * self.mean + self.momentum * mu
            self.var = (1 - self.momentum) * self.var + self.momentum * x.var(axis=0, ddof=1)
        else:
            mu, v = self.mean, self.var
            self.mean = self.mean + self.momentum * (x.mean(axis=0) - self.mean)
        scale = 1 / np.sqrt(v + self.eps)
        x_hat = (x - mu) * scale
        dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
        g = dout - (dbeta + x_hat * dgamma) / B if training else dout
        return gamma * x_hat + beta, gamma * scale * g, dgamma, dbeta
