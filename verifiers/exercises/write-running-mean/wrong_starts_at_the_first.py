"""starts at the first row where it must start at 0
0이 아니라 첫 행에서 시작한다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = g[0], []
    for t, row in enumerate(g, start=1):
        m = beta * m + (1 - beta) * row
        means.append(m / (1 - beta**t) if corrected else m)
    return np.array(means)
