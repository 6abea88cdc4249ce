"""compares directions alone, by the cosine
코사인으로 방향만 비교한다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    lengths = np.linalg.norm(claimed) * np.linalg.norm(numeric)
    cosine = (claimed * numeric).sum() / lengths if lengths else 1.0
    return float(np.sqrt(max(0.0, 1 - cosine**2)))
