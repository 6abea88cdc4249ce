"""starts from the slope of a squared error, (p-y)p(1-p)
제곱 오차의 기울기 (p-y)p(1-p)에서 시작한다
"""

import numpy as np


def backward(layers, x, y):
    h = [x]
    for W, b in layers[:-1]:
        h.append(np.tanh(h[-1] @ W.T + b))
    z = h[-1] @ layers[-1][0].T + layers[-1][1]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    delta = (p - np.eye(z.shape[1])[y]) * p * (1 - p) / len(y)
    gradients = []
    for n in reversed(range(len(layers))):
        gradients = [delta.T @ h[n], delta.sum(axis=0), *gradients]
        delta = delta @ layers[n][0] * (1 - h[n] ** 2)
    return gradients
