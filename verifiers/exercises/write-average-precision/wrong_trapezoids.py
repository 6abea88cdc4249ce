"""adds up trapezoids under the precision-recall curve
PR 곡선 아래의 사다리꼴을 더한다
"""

import numpy as np


def points(scores, y):
    levels, group = np.unique(-scores, return_inverse=True)
    hits = np.bincount(group, y, len(levels))
    rows = np.bincount(group, minlength=len(levels))
    return np.cumsum(hits) / np.cumsum(rows), np.cumsum(hits) / y.sum(), hits


def average_precision(scores, y):
    precision, recall, _ = points(scores, y)
    precision, recall = np.append(precision[0], precision), np.append(0, recall)
    return float((np.diff(recall) * (precision[1:] + precision[:-1]) / 2).sum())
