"""exchanges p and q
p와 q를 바꾼다
"""

import numpy as np


def kl(p, q):
    seen = q > 0
    if (p[seen] == 0).any():
        return float("inf")
    return float((q[seen] * np.log(q[seen] / p[seen])).sum())
