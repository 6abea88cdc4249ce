"""averages both directions
두 방향을 평균한다
"""

import numpy as np


def one_way(p, q):
    seen = p > 0
    if (q[seen] == 0).any():
        return float("inf")
    return float((p[seen] * np.log(p[seen] / q[seen])).sum())


def kl(p, q):
    return (one_way(p, q) + one_way(q, p)) / 2
