"""Line by line, as the paper has it: the gradients of the variance and of the mean one after the other."""

import numpy as np


class BatchNorm:
    def __init__(self, n, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.running_mean, self.running_var = np.zeros(n), np.ones(n)

    def step(self, x, gamma, beta, dout, training):
        B = x.shape[0]
        if training:
            mu = x.mean(axis=0)
            var = ((x - mu) ** 2).mean(axis=0)
            self.running_mean += self.momentum * (mu - self.running_mean)
            self.running_var += self.momentum * (var * B / (B - 1) - self.running_var)
        else:
            mu, var = self.running_mean, self.running_var
        std = np.sqrt(var + self.eps)
        xhat = (x - mu) / std
        y = gamma * xhat + beta
        dbeta = dout.sum(axis=0)
        dgamma = (dout * xhat).sum(axis=0)
        dxhat = dout * gamma
        if not training:
            return y, dxhat / std, dgamma, dbeta
        dvar = (dxhat * (x - mu)).sum(axis=0) * -0.5 / std**3
        dmu = -dxhat.sum(axis=0) / std
        dx = dxhat / std + dvar * 2 * (x - mu) / B + dmu / B
        return y, dx, dgamma, dbeta
