"""adds the bias once for each channel
채널마다 편향을 한 번씩 더한다
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k = w.shape[-1]
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    patches = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    channels = range(x.shape[1])
    return sum(np.einsum("nijuv,fuv->nfij", patches[:, c], w[:, c]) + b[:, None, None] for c in channels)
