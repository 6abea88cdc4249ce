"""gives the last mean alone
마지막 평균만 돌려준다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m = np.zeros_like(g[0])
    for row in g:
        m = beta * m + (1 - beta) * row
    return m / (1 - beta ** len(g)) if corrected else m
