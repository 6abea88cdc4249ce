"""walks along the first axis alone, and leaves the other columns of a matrix unchecked
첫 축만 따라가서 행렬의 나머지 열은 검사하지 않는다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    claimed = gradient(theta.copy())
    errors, sizes = [], []
    for row in range(len(theta)):
        place = (row,) + (0,) * (theta.ndim - 1)
        h = np.zeros(theta.shape)
        h[place] = 1e-5
        numeric = (f(theta + h) - f(theta - h)) / 2e-5
        errors.append(abs(claimed[place] - numeric))
        sizes.append(max(abs(claimed[place]), abs(numeric)))
    return float(max(errors) / max(sizes)) if max(sizes) else 0.0
