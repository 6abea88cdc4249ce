"""All windows at once: argmax of a strided view, and np.add.at to add up."""

import numpy as np


def maxpool2d_backward(dout, x, size, stride):
    patches = np.lib.stride_tricks.sliding_window_view(x, (size, size), (2, 3))[:, :, ::stride, ::stride]
    n, c, rows, columns = dout.shape
    first = patches.reshape(n, c, rows, columns, size * size).argmax(-1)
    i, j, row, column = np.indices(dout.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (i, j, row * stride + first // size, column * stride + first % size), dout)
    return dx
