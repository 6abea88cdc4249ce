"""divides by the length of the differences alone, and passes any gradient of a constant
수치 미분의 길이로만 나누어서 상수 함수라면 어떤 기울기든 통과시킨다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    size = np.linalg.norm(numeric)
    return float(np.linalg.norm(claimed - numeric) / size) if size else 0.0
