"""gives sums over all entries where means are asked
평균이 아니라 모든 원소의 합을 준다
"""

import numpy as np


def losses(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    bce = (np.logaddexp(0, z) - y * z).mean()
    n = z.size
    return bce * n, s - y, ((s - y) ** 2).sum(), 2 * (s - y) * s * (1 - s)
