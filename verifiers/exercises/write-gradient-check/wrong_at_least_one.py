"""divides by at least 1, so that errors of small gradients vanish
적어도 1로 나누어서 기울기가 작으면 오차가 사라진다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    return float(np.max(abs(claimed - numeric) / np.maximum(1, abs(claimed) + abs(numeric))))
