"""clips probabilities at 1e-10
확률을 1e-10으로 자른다
"""

import numpy as np


def kl(p, q):
    p, q = np.maximum(p, 1e-10), np.maximum(q, 1e-10)
    return float((p * np.log(p / q)).sum())
