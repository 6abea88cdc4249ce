"""averages over the outcomes
사건에 대해 평균한다
"""

import numpy as np


def kl(p, q):
    seen = p > 0
    if (q[seen] == 0).any():
        return float("inf")
    return float((p[seen] * np.log(p[seen] / q[seen])).sum() / p.size)
