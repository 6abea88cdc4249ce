"""leaves out coordinates where either gradient is zero
둘 중 하나의 기울기가 0인 좌표를 건너뛴다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    both = (claimed != 0) & (numeric != 0)
    if not both.any():
        return 0.0
    return float(abs(claimed - numeric)[both].max() / np.maximum(abs(claimed), abs(numeric))[both].max())
