"""takes off means over the batch backwards
역전파에서 배치 방향의 평균을 뺀다
"""

import numpy as np


def layer_norm(x, gamma, beta, dout, eps):
    mu, v = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    scale = 1 / np.sqrt(v + eps)
    x_hat = (x - mu) * scale
    g = dout * gamma
    dx = scale * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return gamma * x_hat + beta, dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
