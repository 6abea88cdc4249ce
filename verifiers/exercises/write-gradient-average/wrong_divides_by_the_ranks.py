"""divides the weighted mean by the number of ranks once more
가중 평균을 랭크 수로 한 번 더 나눈다
"""

import numpy as np


def average_gradients(gradients, sizes):
    total = sum(sizes)
    shares = [(size / total, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    return [np.sum([share * own[i] for share, own in shares], axis=0) / len(sizes) for i in range(len(gradients[0]))]
