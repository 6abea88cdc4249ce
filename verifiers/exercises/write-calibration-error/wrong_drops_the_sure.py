"""leaves out rows whose confidence is 1
확신도가 1인 샘플을 빠뜨린다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    own = np.ceil(confidence * bins)
    return float(sum(abs((right - confidence)[(own == b) & (confidence < 1)].sum()) for b in np.unique(own)) / len(y))
