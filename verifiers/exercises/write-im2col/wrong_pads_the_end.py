"""pads below and on the right alone, by both sides' zeros
아래와 오른쪽에만 양쪽 몫의 0을 채운다
"""

import numpy as np


def im2col(x, k, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    n, c, down, across = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * k * k, down * across)
