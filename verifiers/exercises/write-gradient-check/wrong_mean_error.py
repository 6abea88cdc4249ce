"""takes the mean of the errors, in which one wrong entry of many drowns
오차의 평균을 내서 여러 성분 중 하나만 틀리면 묻힌다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    largest = max(abs(claimed).max(), abs(numeric).max())
    return float(np.mean(abs(claimed - numeric)) / largest) if largest else 0.0
