"""lets the images share one row of columns
이미지를 섞어 열을 늘어놓는다
"""

import numpy as np


def im2col(x, k, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    n, c, down, across = windows.shape[:4]
    return windows.transpose(1, 4, 5, 2, 3, 0).reshape(n, c * k * k, down * across)
