"""gives bits
비트 단위로 준다
"""

import numpy as np


def kl(p, q):
    seen = p > 0
    if (q[seen] == 0).any():
        return float("inf")
    return float((p[seen] * np.log2(p[seen] / q[seen])).sum())
