"""counts samples from 1
샘플을 1부터 센다
"""

import numpy as np


def batches(n, size, rng):
    return np.split(rng.permutation(n) + 1, range(size, n, size))
