"""forms ∂f/∂p = -1/p and multiplies by the Jacobian, which fails where p rounds to 0
∂f/∂p = -1/p를 구해 야코비 행렬을 곱하므로 p가 0으로 반올림되면 틀린다
"""

import numpy as np


def backward(layers, x, y):
    h = [x]
    for W, b in layers[:-1]:
        h.append(np.tanh(h[-1] @ W.T + b))
    z = h[-1] @ layers[-1][0].T + layers[-1][1]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    dp = -np.eye(z.shape[1])[y] / p / len(y)
    delta = p * (dp - (dp * p).sum(axis=1, keepdims=True))
    gradients = []
    for n in reversed(range(len(layers))):
        gradients = [delta.T @ h[n], delta.sum(axis=0), *gradients]
        delta = delta @ layers[n][0] * (1 - h[n] ** 2)
    return gradients
