"""gives the largest gap of a bin
가장 큰 구간의 차이를 준다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    own = np.ceil(confidence * bins)
    return float(max(abs((right - confidence)[own == b].mean()) for b in np.unique(own)))
