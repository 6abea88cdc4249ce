"""divides by the number of bins as well
구간의 수로 한 번 더 나눈다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    own = np.ceil(confidence * bins)
    return float(sum(abs((right - confidence)[own == b].sum()) for b in np.unique(own)) / len(y) / bins)
