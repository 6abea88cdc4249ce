"""averages all batches alike, without the momentum
모멘텀 없이 모든 배치를 똑같이 평균한다
"""

import numpy as np


class BatchNorm:
    def __init__(self, n, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.mean, self.var = np.zeros(n), np.ones(n)
        self.t = 0

    def step(self, x, gamma, beta, dout, training):
        B = len(x)
        if training:
            mu, v = x.mean(axis=0), x.var(axis=0)
            self.t += 1
            self.mean = self.mean + (mu - self.mean) / self.t
            self.var = self.var + (x.var(axis=0, ddof=1) - self.var) / self.t
        else:
            mu, v = self.mean, self.var
        scale = 1 / np.sqrt(v + self.eps)
        x_hat = (x - mu) * scale
        dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
        g = dout - (dbeta + x_hat * dgamma) / B if training else dout
        return gamma * x_hat + beta, gamma * scale * g, dgamma, dbeta
