"""The recurrence, and a division of what is given out."""

import numpy as np


def running_mean(g, beta, corrected):
    m, means = np.zeros(g.shape[1:]), []
    for t in range(len(g)):
        m = beta * m + (1 - beta) * g[t]
        means.append(m / (1 - beta ** (t + 1)) if corrected else m)
    return np.stack(means)
