"""keeps the dw of the last sample alone
마지막 샘플의 dw만 남긴다
"""

import numpy as np


def conv2d_backward(dout, x, w, stride=1, padding=0):
    k, (height, width) = w.shape[-1], x.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx = np.zeros_like(x_pad)
    for n in range(len(x)):
        dw = np.zeros_like(w)
        for i, j in np.ndindex(dout.shape[2:]):
            place = np.s_[:, stride * i : stride * i + k, stride * j : stride * j + k]
            dw += np.einsum("f,cuv->fcuv", dout[n, :, i, j], x_pad[n][place])
            dx[n][place] += np.einsum("f,fcuv->cuv", dout[n, :, i, j], w)
    return dx[:, :, padding : padding + height, padding : padding + width], dw, dout.sum(axis=(0, 2, 3))
