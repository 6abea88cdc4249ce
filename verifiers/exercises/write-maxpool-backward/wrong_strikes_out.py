"""strikes out the largest values in the caller's image as it goes
지나가면서 호출한 쪽 이미지의 최댓값을 지운다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        window = x[n, c, stride * i : stride * i + size, stride * j : stride * j + size]
        u, v = divmod(int(window.argmax()), size)
        dx[n, c, stride * i + u, stride * j + v] += dout[n, c, i, j]
        window[u, v] = -np.inf
    return dx
