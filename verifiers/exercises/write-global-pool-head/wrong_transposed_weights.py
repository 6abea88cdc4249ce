"""gives the gradient of the weights transposed
가중치의 기울기를 전치해서 준다
"""

import numpy as np


def head_backward(dlogits, maps, w):
    means = maps.mean(axis=(2, 3))
    pixels = maps.shape[2] * maps.shape[3]
    dmaps = np.ones(maps.shape) * (dlogits @ w / pixels)[:, :, None, None]
    return dmaps, means.T @ dlogits, dlogits.sum(axis=0)
