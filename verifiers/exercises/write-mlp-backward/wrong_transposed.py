"""gives the gradient of each W transposed
W마다 기울기를 전치해서 돌려준다
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
        gradients = [h[n].T @ delta, delta.sum(axis=0), *gradients]
        delta = delta @ layers[n][0] * (1 - h[n] ** 2)
    return gradients
