"""moves by the stride from row to row, but by 1 from column to column
행 방향으로만 스트라이드만큼 움직이고 열 방향으로는 1씩 움직인다
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k = w.shape[-1]
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    rows, columns = ((side - k) // stride + 1 for side in x.shape[2:])
    out = np.empty((len(x), len(w), rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = x[:, :, stride * i : stride * i + k, j : j + k]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out
