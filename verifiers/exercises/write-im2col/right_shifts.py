"""Pixel by pixel of the window: a shifted, thinned image is a row for each channel."""

import numpy as np


def im2col(x, k, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    height, width = padded.shape[2:]
    rows = [
        padded[:, :, u : height - k + u + 1 : stride, v : width - k + v + 1 : stride].reshape(*x.shape[:2], -1)
        for u in range(k)
        for v in range(k)
    ]
    stacked = np.stack(rows, axis=2)
    return stacked.reshape(len(x), -1, stacked.shape[-1])
