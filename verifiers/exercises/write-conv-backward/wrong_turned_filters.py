"""sends the gradient back by filters turned by 180°
180° 돌린 필터로 기울기를 돌려보낸다
"""

import numpy as np


def conv2d_backward(dout, x, w, stride=1, padding=0):
    k, (height, width) = w.shape[-1], x.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dw = np.zeros_like(x_pad), np.zeros_like(w)
    for i, j in np.ndindex(dout.shape[2:]):
        place = np.s_[:, :, stride * i : stride * i + k, stride * j : stride * j + k]
        dw += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], x_pad[place])
        dx[place] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w[:, :, ::-1, ::-1])
    return dx[:, :, padding : padding + height, padding : padding + width], dw, dout.sum(axis=(0, 2, 3))
