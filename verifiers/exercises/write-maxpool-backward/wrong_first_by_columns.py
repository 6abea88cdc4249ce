"""takes of equal values the first by columns
최댓값이 여럿이면 열 순서로 첫 번째를 고른다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    n, c = np.ogrid[: x.shape[0], : x.shape[1]]
    for i, j in np.ndindex(dout.shape[2:]):
        window = x[:, :, stride * i : stride * i + size, stride * j : stride * j + size]
        first = window.transpose(0, 1, 3, 2).reshape(*window.shape[:2], -1).argmax(axis=-1)
        dx[n, c, stride * i + first % size, stride * j + first // size] += dout[:, :, i, j]
    return dx
