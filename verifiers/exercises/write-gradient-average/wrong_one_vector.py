"""gives one long vector where an array for each parameter is asked
파라미터마다 배열을 주지 않고 긴 벡터 하나를 돌려준다
"""

import numpy as np


def average_gradients(gradients, sizes):
    total = sum(sizes)
    held = [(size / total, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    return sum(share * np.concatenate([array.ravel() for array in own]) for share, own in held)
