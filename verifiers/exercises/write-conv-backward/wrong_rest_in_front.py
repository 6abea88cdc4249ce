"""puts the pixels that no window reaches in front where they lie behind
어떤 윈도도 닿지 않는 픽셀을 뒤쪽이 아니라 앞쪽에 둔다
"""

import numpy as np


def conv2d_backward(dout, x, w, stride=1, padding=0):
    k, (height, width) = w.shape[-1], x.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dw = np.zeros_like(x_pad), np.zeros_like(w)
    down, across = ((side - k) % stride for side in x_pad.shape[2:])
    for i, j in np.ndindex(dout.shape[2:]):
        place = np.s_[:, :, stride * i : stride * i + k, stride * j : stride * j + k]
        dw += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], x_pad[place])
        top, left = down + stride * i, across + stride * j
        dx[:, :, top : top + k, left : left + k] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w)
    return dx[:, :, padding : padding + height, padding : padding + width], dw, dout.sum(axis=(0, 2, 3))
