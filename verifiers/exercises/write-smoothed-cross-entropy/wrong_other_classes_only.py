"""spreads ε over the other classes only
ε을 나머지 클래스에만 나눈다
"""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def smoothed_cross_entropy(z, y, eps):
    logs, rows = log_softmax(z), np.arange(len(y))
    targets = np.full(z.shape, eps / (z.shape[1] - 1))
    targets[rows, y] = 1 - eps
    return float(-(targets * logs).sum() / len(y))
