"""takes the largest signed difference, so that gradients that are too small pass
부호를 남긴 차이의 최댓값을 써서 너무 작은 기울기를 통과시킨다
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
    return float(max(0.0, np.max(claimed - numeric)) / largest) if largest else 0.0
