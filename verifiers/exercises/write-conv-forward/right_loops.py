"""The definition, window by window."""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    n, c, height, width = x.shape
    f, _, k, _ = w.shape
    padded = np.zeros((n, c, height + 2 * padding, width + 2 * padding))
    padded[:, :, padding : padding + height, padding : padding + width] = x
    out = np.zeros((n, f, (height + 2 * padding - k) // stride + 1, (width + 2 * padding - k) // stride + 1))
    for i in range(n):
        for j in range(f):
            for row in range(out.shape[2]):
                for column in range(out.shape[3]):
                    top, left = row * stride, column * stride
                    window = padded[i, :, top : top + k, left : left + k]
                    out[i, j, row, column] = np.sum(window * w[j]) + b[j]
    return out
