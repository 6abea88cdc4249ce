"""gives both gradients with the other sign
두 기울기의 부호를 반대로 준다
"""

import numpy as np


def losses(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    bce = (np.logaddexp(0, z) - y * z).mean()
    return bce, (y - s) / z.size, ((s - y) ** 2).mean(), 2 * (y - s) * s * (1 - s) / z.size
