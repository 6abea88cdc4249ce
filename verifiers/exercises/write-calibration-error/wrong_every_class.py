"""puts every probability into a bin, not the largest alone
가장 큰 확률만이 아니라 모든 확률을 구간에 넣는다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.ravel(), (np.arange(p.shape[1]) == y[:, None]).ravel()
    own = np.ceil(confidence * bins)
    return float(sum(abs((right - confidence)[own == b].sum()) for b in np.unique(own)) / p.size)
