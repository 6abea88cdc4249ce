"""corrects by giving the plain mean of all rows so far
보정할 때 지금까지의 단순 평균을 준다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = np.zeros_like(g[0]), []
    for t, row in enumerate(g, start=1):
        m = beta * m + (1 - beta) * row
        means.append(g[:t].mean(axis=0) if corrected else m)
    return np.array(means)
