"""draws from a generator of its own
받은 생성기가 아니라 자신의 생성기에서 뽑는다
"""

import numpy as np


def batches(n, size, rng):
    del rng
    order = np.random.default_rng().permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]
