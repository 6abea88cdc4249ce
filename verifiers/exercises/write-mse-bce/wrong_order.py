"""gives MSE first and BCE second
MSE를 먼저, BCE를 나중에 돌려준다
"""

import numpy as np


def losses(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    bce = (np.logaddexp(0, z) - y * z).mean()
    return ((s - y) ** 2).mean(), 2 * (s - y) * s * (1 - s) / z.size, bce, (s - y) / z.size
