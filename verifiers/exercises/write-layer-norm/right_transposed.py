"""On the transposed arrays, so that nothing needs keepdims; 1/d taken out of the brackets."""

import numpy as np


def layer_norm(x, gamma, beta, dout, eps):
    d, columns, g = x.shape[1], x.T, (dout * gamma).T
    sigma = np.sqrt(columns.var(0) + eps)
    x_hat = (columns - columns.mean(0)) / sigma
    dx = (d * g - g.sum(0) - x_hat * (g * x_hat).sum(0)) / (d * sigma)
    return [(x_hat.T * gamma) + beta, dx.T, (dout.T * x_hat).sum(1), np.ones(len(x)) @ dout]
