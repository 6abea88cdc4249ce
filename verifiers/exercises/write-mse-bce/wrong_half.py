"""halves the squared error and its gradient
제곱 오차와 그 기울기를 반으로 줄인다
"""

import numpy as np


def losses(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    bce = (np.logaddexp(0, z) - y * z).mean()
    return bce, (s - y) / z.size, ((s - y) ** 2).mean() / 2, (s - y) * s * (1 - s) / z.size
