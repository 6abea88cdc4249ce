"""weights chunks by one over their length
길이의 역수로 가중한다
"""

import numpy as np


def accumulate(gradient, chunks):
    weights = np.array([1 / len(chunk) for chunk in chunks])
    return np.sum([w * gradient(chunk) for w, chunk in zip(weights / weights.sum(), chunks, strict=True)], axis=0)
