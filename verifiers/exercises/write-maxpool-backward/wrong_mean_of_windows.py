"""takes the mean where a value is the largest of several windows
여러 윈도의 최댓값인 자리에서 합 대신 평균을 낸다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx, times = np.zeros(x.shape), np.zeros(x.shape)
    n, c = np.ogrid[: x.shape[0], : x.shape[1]]
    for i, j in np.ndindex(dout.shape[2:]):
        window = x[:, :, stride * i : stride * i + size, stride * j : stride * j + size]
        first = window.reshape(*window.shape[:2], -1).argmax(axis=-1)
        dx[n, c, stride * i + first // size, stride * j + first % size] += dout[:, :, i, j]
        times[n, c, stride * i + first // size, stride * j + first % size] += 1
    return dx / np.maximum(times, 1)
