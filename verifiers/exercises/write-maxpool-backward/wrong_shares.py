"""shares the gradient evenly among equal largest values
최댓값이 여럿이면 기울기를 똑같이 나눈다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        place = np.s_[:, :, stride * i : stride * i + size, stride * j : stride * j + size]
        found = x[place] == x[place].max(axis=(2, 3), keepdims=True)
        dx[place] += found / found.sum(axis=(2, 3), keepdims=True) * dout[:, :, i, j, None, None]
    return dx
