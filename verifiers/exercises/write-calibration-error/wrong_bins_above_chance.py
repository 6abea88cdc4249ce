"""spreads its bins from 1/K to 1
구간을 0이 아니라 1/K부터 1까지 나눈다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    chance = 1 / p.shape[1]
    own = np.maximum(np.ceil((confidence - chance) / (1 - chance) * bins), 1)
    return float(sum(abs((right - confidence)[own == b].sum()) for b in np.unique(own)) / len(y))
