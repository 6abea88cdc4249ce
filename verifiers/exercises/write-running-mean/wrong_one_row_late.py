"""gives the mean before each row
각 행을 넣기 전의 평균을 준다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = np.zeros_like(g[0]), []
    for t, row in enumerate(g, start=1):
        means.append(m / (1 - beta**t) if corrected else m)
        m = beta * m + (1 - beta) * row
    return np.array(means)
