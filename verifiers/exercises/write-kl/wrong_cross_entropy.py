"""gives the cross-entropy
크로스 엔트로피를 준다
"""

import numpy as np


def kl(p, q):
    seen = p > 0
    if (q[seen] == 0).any():
        return float("inf")
    return float(-(p[seen] * np.log(q[seen])).sum())
