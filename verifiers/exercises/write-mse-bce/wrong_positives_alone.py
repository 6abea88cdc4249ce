"""counts the targets of 1 alone in BCE
BCE에서 정답이 1인 항만 센다
"""

import numpy as np


def losses(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    bce = (np.logaddexp(0, z) - y * z).mean()
    bce = (y * np.logaddexp(0, -z)).mean()
    return bce, y * (s - 1) / z.size, ((s - y) ** 2).mean(), 2 * (s - y) * s * (1 - s) / z.size
