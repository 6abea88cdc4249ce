"""divides by 1-β where 1-βᵗ is meant
1-βᵗ가 아니라 1-β로 나눈다
"""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = np.zeros_like(g[0]), []
    for row in g:
        m = beta * m + (1 - beta) * row
        means.append(m / (1 - beta) if corrected else m)
    return np.array(means)
