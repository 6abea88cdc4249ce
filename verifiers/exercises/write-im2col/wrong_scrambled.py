"""reshapes the windows without moving their axes first
축을 옮기지 않고 윈도의 모양만 바꾼다
"""

import numpy as np


def im2col(x, k, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    n, c, down, across = windows.shape[:4]
    return windows.reshape(n, c * k * k, down * across)
