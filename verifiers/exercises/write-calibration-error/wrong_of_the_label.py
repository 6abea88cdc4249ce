"""takes the probability of the label for the confidence
확신도로 정답의 확률을 쓴다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p[np.arange(len(y)), y], p.argmax(axis=1) == y
    own = np.ceil(confidence * bins)
    return float(sum(abs((right - confidence)[own == b].sum()) for b in np.unique(own)) / len(y))
