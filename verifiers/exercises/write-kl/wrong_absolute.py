"""adds up the sizes of the terms
항의 절댓값을 더한다
"""

import numpy as np


def kl(p, q):
    seen = p > 0
    if (q[seen] == 0).any():
        return float("inf")
    return float(abs(p[seen] * np.log(p[seen] / q[seen])).sum())
