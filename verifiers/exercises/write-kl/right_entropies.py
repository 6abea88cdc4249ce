"""Cross-entropy less entropy."""

import numpy as np


def kl(p, q):
    happens = p > 0
    if (q[happens] <= 0).any():
        return np.inf
    cross = -(p[happens] * np.log(q[happens])).sum()
    return float(cross + (p[happens] * np.log(p[happens])).sum())
