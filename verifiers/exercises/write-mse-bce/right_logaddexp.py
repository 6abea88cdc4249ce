"""By logaddexp, and a sigmoid of halves; a tuple."""

import numpy as np


def losses(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    n = z.size
    bce = np.mean(np.logaddexp(0, z) - y * z)
    off = s - y
    return bce, off / n, np.mean(off**2), 2 * off * s * (0.5 * (1 - np.tanh(z / 2))) / n
