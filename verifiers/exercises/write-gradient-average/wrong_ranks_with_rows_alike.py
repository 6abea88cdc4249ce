"""averages the ranks that have rows alike
샘플이 있는 랭크를 모두 똑같이 평균한다
"""

import numpy as np


def average_gradients(gradients, sizes):
    held = [own for own, size in zip(gradients, sizes, strict=True) if size > 0]
    return [np.mean([own[i] for own in held], axis=0) for i in range(len(gradients[0]))]
