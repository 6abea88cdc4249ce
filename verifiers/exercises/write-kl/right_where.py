"""With ratios of 1 where p is 0."""

import numpy as np


def kl(p, q):
    if ((p > 0) & (q == 0)).any():
        return float("inf")
    inside = p > 0
    ratio = np.where(inside, p, 1.0) / np.where(inside, q, 1.0)
    return float((p * np.log(ratio)).sum())
