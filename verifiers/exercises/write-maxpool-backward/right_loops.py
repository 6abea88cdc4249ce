"""Window by window, and argmax within each."""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    dx = np.zeros_like(x)
    n, c, rows, columns = dout.shape
    for i in range(n):
        for j in range(c):
            for row in range(rows):
                for column in range(columns):
                    top, left = row * stride, column * stride
                    window = x[i, j, top : top + size, left : left + size]
                    u, v = np.unravel_index(np.argmax(window), window.shape)
                    dx[i, j, top + u, left + v] += dout[i, j, row, column]
    return dx
