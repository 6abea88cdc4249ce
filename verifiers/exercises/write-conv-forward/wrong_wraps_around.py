"""lets the filter see the other side of the image across the border
경계를 넘어가면 이미지의 반대쪽을 본다
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k = w.shape[-1]
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)], mode="wrap")
    patches = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", patches, w) + b[:, None, None]
