"""lists one array that it changes, so that all means are the last
배열 하나를 바꾸며 거듭 담아 모든 평균이 마지막 값이 된다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = np.zeros(g.shape[1:]), []
    for row in g:
        m *= beta
        m += (1 - beta) * row
        means.append(m)
    weights = 1 - beta ** np.arange(1, len(g) + 1) if corrected else np.ones(len(g))
    return np.array(means) / weights.reshape(-1, *(1,) * (g.ndim - 1))
