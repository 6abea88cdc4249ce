"""breaks ties by position
동점을 위치로 가른다
"""

import numpy as np


def average_precision(scores, y):
    found = np.cumsum(y[np.argsort(-scores, kind="stable")])
    precision = found / np.arange(1, len(y) + 1)
    return float((np.diff(found, prepend=0) * precision).sum() / y.sum())
