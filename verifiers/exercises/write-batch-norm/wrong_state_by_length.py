"""shares the running statistics among layers of the same number of features
특성 수가 같은 층끼리 이동 통계량을 함께 쓴다
"""

import numpy as np

STATES = {}


class BatchNorm:
    def __init__(self, n, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.state = STATES.setdefault(n, [np.zeros(n), np.ones(n)])

    def step(self, x, gamma, beta, dout, training):
        B = len(x)
        if training:
            mu, v = x.mean(axis=0), x.var(axis=0)
            self.state[0] = (1 - self.momentum) * self.state[0] + self.momentum * mu
            self.state[1] = (1 - self.momentum) * self.state[1] + self.momentum * x.var(axis=0, ddof=1)
        else:
            mu, v = self.state[0], self.state[1]
        scale = 1 / np.sqrt(v + self.eps)
        x_hat = (x - mu) * scale
        dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
        g = dout - (dbeta + x_hat * dgamma) / B if training else dout
        return gamma * x_hat + beta, gamma * scale * g, dgamma, dbeta
