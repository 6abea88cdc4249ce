"""By moves towards each row, with a rate that falls from 1 to 1 - β where the start is corrected."""

import numpy as np


def running_mean(g, beta, corrected):
    means, weight = np.empty_like(g), 0.0
    m = np.zeros(g.shape[1:])
    for t, row in enumerate(g):
        weight = beta * weight + (1 - beta) if corrected else 1.0
        m = m + (1 - beta) / weight * (row - m)
        means[t] = m
    return means
