"""Each output sends its gradient back to all that it was made of."""

import numpy as np


def conv2d_backward(dout, x, w, stride=1, padding=0):
    n, _, height, width = x.shape
    f, _, k, _ = w.shape
    x_pad = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx_pad = np.zeros_like(x_pad)
    dw, db = np.zeros_like(w), np.zeros(f)
    for i in range(n):
        for j in range(f):
            for row in range(dout.shape[2]):
                for column in range(dout.shape[3]):
                    g = dout[i, j, row, column]
                    down = slice(row * stride, row * stride + k)
                    across = slice(column * stride, column * stride + k)
                    db[j] += g
                    dw[j] += g * x_pad[i, :, down, across]
                    dx_pad[i, :, down, across] += g * w[j]
    return dx_pad[:, :, padding : padding + height, padding : padding + width], dw, db
