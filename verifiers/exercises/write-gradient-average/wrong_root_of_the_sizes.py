"""weights ranks by the root of their rows
샘플 수의 제곱근으로 가중한다
"""

import numpy as np


def average_gradients(gradients, sizes):
    weights = np.sqrt(sizes) / np.sqrt(sizes).sum()
    held = [(weight, own) for weight, own in zip(weights, gradients, strict=True) if weight > 0]
    return [np.sum([weight * own[i] for weight, own in held], axis=0) for i in range(len(gradients[0]))]
