"""sends the gradient to each of equal largest values
최댓값이 여럿이면 모두에게 기울기를 다 보낸다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        place = np.s_[:, :, stride * i : stride * i + size, stride * j : stride * j + size]
        found = x[place] == x[place].max(axis=(2, 3), keepdims=True)
        dx[place] += found * dout[:, :, i, j, None, None]
    return dx
