"""gives the root of the mean squared gap
차이 제곱의 평균에 제곱근을 취한다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    own = np.ceil(confidence * bins)
    squares = [(own == b).mean() * (right - confidence)[own == b].mean() ** 2 for b in np.unique(own)]
    return float(np.sqrt(sum(squares)))
