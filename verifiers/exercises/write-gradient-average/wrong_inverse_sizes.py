"""weights ranks by one over their rows
샘플 수의 역수로 가중한다
"""

import numpy as np


def average_gradients(gradients, sizes):
    held = [(1 / size, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    total = sum(weight for weight, _ in held)
    return [np.sum([weight / total * own[i] for weight, own in held], axis=0) for i in range(len(gradients[0]))]
