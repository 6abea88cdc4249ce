"""takes the precision of the threshold before
직전 임곗값의 정밀도를 쓴다
"""

import numpy as np


def points(scores, y):
    levels, group = np.unique(-scores, return_inverse=True)
    hits = np.bincount(group, y, len(levels))
    rows = np.bincount(group, minlength=len(levels))
    return np.cumsum(hits) / np.cumsum(rows), np.cumsum(hits) / y.sum(), hits


def average_precision(scores, y):
    precision, recall, _ = points(scores, y)
    return float((np.diff(recall, prepend=0) * np.append(1, precision[:-1])).sum())
