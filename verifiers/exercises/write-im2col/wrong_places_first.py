"""puts the places before the pixels of a window
윈도의 픽셀보다 자리를 앞에 둔다
"""

import numpy as np


def im2col(x, k, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    n, c, down, across = windows.shape[:4]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, down * across, c * k * k)
