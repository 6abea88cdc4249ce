"""puts the short batch first
작은 배치를 맨 앞에 둔다
"""

import numpy as np


def batches(n, size, rng):
    order = rng.permutation(n)
    return np.split(order, range(n % size, n, size)) if n % size else np.split(order, range(size, n, size))
