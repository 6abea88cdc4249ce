"""lets all columns of a sweep see the weights from before it
한 스윕 안의 모든 열이 스윕 전의 가중치를 본다
"""

import numpy as np


def coordinate_descent(x, y, l1, l2, sweeps):
    w = np.zeros(x.shape[1])
    for _ in range(sweeps):
        z = x.T @ (y - x @ w) + (x**2).sum(axis=0) * w
        w = np.sign(z) * np.maximum(abs(z) - l1, 0) / ((x**2).sum(axis=0) + l2)
    return w
