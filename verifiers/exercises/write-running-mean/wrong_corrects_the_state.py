"""goes on from the corrected mean
보정한 평균에서 이어 간다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = np.zeros_like(g[0]), []
    for t, row in enumerate(g, start=1):
        m = beta * m + (1 - beta) * row
        m = m / (1 - beta**t) if corrected else m
        means.append(m)
    return np.array(means)
