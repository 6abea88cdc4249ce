"""takes the best precision at any higher recall
그보다 높은 재현율에서의 최대 정밀도를 쓴다
"""

import numpy as np


def points(scores, y):
    levels, group = np.unique(-scores, return_inverse=True)
    hits = np.bincount(group, y, len(levels))
    rows = np.bincount(group, minlength=len(levels))
    return np.cumsum(hits) / np.cumsum(rows), np.cumsum(hits) / y.sum(), hits


def average_precision(scores, y):
    precision, recall, _ = points(scores, y)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall, prepend=0) * best).sum())
