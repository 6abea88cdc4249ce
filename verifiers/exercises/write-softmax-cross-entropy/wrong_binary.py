"""adds the losses of a sigmoid for each class
클래스마다 시그모이드 손실을 더한다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    target = np.eye(z.shape[1])[y]
    losses = np.logaddexp(0, z) - target * z
    s = np.exp(-np.logaddexp(0, -z))
    return losses.sum() / len(y), (s - target) / len(y)
