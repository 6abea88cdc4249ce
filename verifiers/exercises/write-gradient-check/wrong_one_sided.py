"""takes differences to one side with a step of 1e-5
간격 1e-5로 한쪽 차분만 쓴다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    numeric = np.zeros(theta.shape)
    for place in np.ndindex(theta.shape):
        ahead = theta.copy()
        ahead[place] += 1e-5
        numeric[place] = (f(ahead) - f(theta.copy())) / 1e-5
    size = np.linalg.norm(claimed) + np.linalg.norm(numeric)
    return float(np.linalg.norm(claimed - numeric) / size) if size else 0.0
