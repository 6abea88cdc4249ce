"""compares the lengths of the two gradients alone
두 기울기의 길이만 비교한다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric[place] = (f(theta + h) - f(theta - h)) / 2e-5
    one, other = np.linalg.norm(claimed), np.linalg.norm(numeric)
    return float(abs(one - other) / (one + other)) if one + other else 0.0
