"""starts its search at 0, so that windows of negative values send nothing
0부터 최댓값을 찾아서 음수만 있는 윈도는 기울기를 보내지 않는다
"""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        largest, place = 0.0, None
        for u, v in np.ndindex(size, size):
            if x[n, c, stride * i + u, stride * j + v] > largest:
                largest, place = x[n, c, stride * i + u, stride * j + v], (stride * i + u, stride * j + v)
        if place is not None:
            dx[n, c, *place] += dout[n, c, i, j]
    return dx
