"""averages in the caller's array
호출한 쪽의 배열에 평균을 쓴다
"""

import numpy as np


def running_mean(g, beta, corrected):
    g[0] *= 1 - beta
    for t in range(1, len(g)):
        g[t] = beta * g[t - 1] + (1 - beta) * g[t]
    weights = 1 - beta ** np.arange(1, len(g) + 1) if corrected else np.ones(len(g))
    return g / weights.reshape(-1, *(1,) * (g.ndim - 1))
