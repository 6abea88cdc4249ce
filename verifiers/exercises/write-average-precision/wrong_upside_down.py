"""walks from the lowest score up
점수가 낮은 쪽부터 센다
"""

import numpy as np


def average_precision(scores, y):
    levels, group = np.unique(scores, return_inverse=True)
    hits = np.bincount(group, y, len(levels))
    rows = np.bincount(group, minlength=len(levels))
    return float((hits * np.cumsum(hits) / np.cumsum(rows)).sum() / y.sum())
