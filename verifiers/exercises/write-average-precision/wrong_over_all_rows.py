"""divides by all rows instead of the positives
양성 수가 아니라 전체 행 수로 나눈다
"""

import numpy as np


def points(scores, y):
    levels, group = np.unique(-scores, return_inverse=True)
    hits = np.bincount(group, y, len(levels))
    rows = np.bincount(group, minlength=len(levels))
    return np.cumsum(hits) / np.cumsum(rows), np.cumsum(hits) / y.sum(), hits


def average_precision(scores, y):
    precision, _, hits = points(scores, y)
    return float((hits * precision).sum() / len(y))
