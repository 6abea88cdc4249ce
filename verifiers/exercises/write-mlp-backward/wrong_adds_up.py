"""adds to the gradients of the call before, as torch does without zero_grad
zero_grad를 빠뜨린 torch처럼 이전 호출의 기울기에 더한다
"""

import numpy as np

kept = {}


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
        delta = delta @ layers[n][0] * (1 - h[n] ** 2)
    sizes = tuple(W.shape for W, _ in layers)
    kept[sizes] = [old + new for old, new in zip(kept.get(sizes, [0.0] * len(gradients)), gradients, strict=True)]
    return kept[sizes]
