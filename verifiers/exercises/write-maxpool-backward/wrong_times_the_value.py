"""multiplies the gradient by the largest value
기울기에 최댓값을 곱한다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    n, c = np.ogrid[: x.shape[0], : x.shape[1]]
    for i, j in np.ndindex(dout.shape[2:]):
        window = x[:, :, stride * i : stride * i + size, stride * j : stride * j + size]
        first = window.reshape(*window.shape[:2], -1).argmax(axis=-1)
        largest = window.max(axis=(2, 3))
        dx[n, c, stride * i + first // size, stride * j + first % size] += largest * dout[:, :, i, j]
    return dx
