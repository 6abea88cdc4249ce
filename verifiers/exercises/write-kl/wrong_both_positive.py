"""counts only outcomes that both allow
둘 다 확률이 있는 사건만 센다
"""

import numpy as np


def kl(p, q):
    both = (p > 0) & (q > 0)
    return float((p[both] * np.log(p[both] / q[both])).sum())
