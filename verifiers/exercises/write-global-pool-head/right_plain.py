"""Step by step backwards: the linear layer, then the mean."""

import numpy as np


def head_backward(dlogits, maps, w):
    pooled = maps.mean(axis=(2, 3))
    dpooled = dlogits @ w
    height, width = maps.shape[-2:]
    dmaps = np.ones_like(maps) * (dpooled / (height * width))[..., None, None]
    return dmaps, dlogits.T @ pooled, dlogits.sum(0)
