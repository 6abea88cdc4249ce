"""divides by the largest derivative even where all are zero
모든 미분이 0일 때에도 가장 큰 미분으로 나눈다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    return float(np.max(abs(claimed - numeric)) / np.max(abs(claimed)))
