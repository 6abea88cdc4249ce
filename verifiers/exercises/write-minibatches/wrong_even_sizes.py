"""makes batches of nearly equal sizes
배치를 거의 같은 크기로 나눈다
"""

import numpy as np


def batches(n, size, rng):
    return np.array_split(rng.permutation(n), -(-n // size))
