"""weights the first array by rows and averages the others alike
첫 배열만 샘플 수로 가중하고 나머지는 똑같이 평균한다
"""

import numpy as np


def average_gradients(gradients, sizes):
    total = sum(sizes)
    held = [(size / total, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    first = np.sum([share * own[0] for share, own in held], axis=0)
    return [first, *(np.mean([own[i] for _, own in held], axis=0) for i in range(1, len(gradients[0])))]
