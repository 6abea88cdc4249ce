"""Feature by feature and number by number, in plain Python."""

import math

import numpy as np


class BatchNorm:
    def __init__(self, n, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.stats = [(0.0, 1.0)] * n

    def step(self, x, gamma, beta, dout, training):
        rows, features = x.shape
        y, dx = np.empty(x.shape), np.empty(x.shape)
        dgamma, dbeta = np.zeros(features), np.zeros(features)
        for j in range(features):
            mean, var = self.stats[j]
            if training:
                old_mean, old_var, m = mean, var, self.momentum
                mean = math.fsum(x[:, j]) / rows
                squares = math.fsum((value - mean) ** 2 for value in x[:, j])
                var = squares / rows
                self.stats[j] = (1 - m) * old_mean + m * mean, (1 - m) * old_var + m * squares / (rows - 1)
            sigma = math.sqrt(var + self.eps)
            for i in range(rows):
                h = (x[i, j] - mean) / sigma
                y[i, j] = gamma[j] * h + beta[j]
                dgamma[j] += dout[i, j] * h
                dbeta[j] += dout[i, j]
            for i in range(rows):
                g = dout[i, j]
                if training:
                    g -= dbeta[j] / rows + (x[i, j] - mean) / sigma * dgamma[j] / rows
                dx[i, j] = gamma[j] / sigma * g
        return {"out": y, "dx": dx, "dgamma": dgamma, "dbeta": dbeta}
