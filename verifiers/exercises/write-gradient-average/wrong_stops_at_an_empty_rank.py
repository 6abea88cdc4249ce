"""stops at the first rank without rows
샘플이 없는 첫 랭크에서 멈춘다
"""

import numpy as np


def average_gradients(gradients, sizes):
    total = sum(sizes)
    mean = [np.zeros(array.shape) for array in gradients[0]]
    for size, own in zip(sizes, gradients, strict=True):
        if size == 0:
            break
        mean = [old + size / total * new for old, new in zip(mean, own, strict=True)]
    return mean
