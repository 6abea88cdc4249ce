"""sends all channels to the place of the largest value of the first one
모든 채널의 기울기를 첫 채널의 최댓값 자리로 보낸다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        for n in range(len(x)):
            window = x[n, 0, stride * i : stride * i + size, stride * j : stride * j + size]
            u, v = divmod(int(window.argmax()), size)
            dx[n, :, stride * i + u, stride * j + v] += dout[n, :, i, j]
    return dx
