"""takes images for square: as many columns come out as rows
이미지를 정사각형으로 보고 행 수만큼만 열을 낸다
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k = w.shape[-1]
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    side = (x.shape[2] - k) // stride + 1
    patches = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", patches[:, :, :side, :side], w) + b[:, None, None]
