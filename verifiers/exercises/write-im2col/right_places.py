"""Place by place: each window becomes a column."""

import numpy as np


def im2col(x, k, stride, padding):
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    tops = range(0, padded.shape[2] - k + 1, stride)
    lefts = range(0, padded.shape[3] - k + 1, stride)
    return np.stack([padded[:, :, i : i + k, j : j + k].reshape(len(x), -1) for i in tops for j in lefts], axis=2)
