"""moves the caller's parameters and puts them back up to rounding alone
호출한 쪽의 파라미터를 움직였다가 반올림 오차만큼 어긋나게 되돌린다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        theta[place] += 1e-5
        ahead = f(theta.copy())
        theta[place] -= 2e-5
        numeric[place] = (ahead - f(theta.copy())) / 2e-5
        theta[place] += 1e-5
    largest = max(abs(claimed).max(), abs(numeric).max())
    return float(abs(claimed - numeric).max() / largest) if largest else 0.0
