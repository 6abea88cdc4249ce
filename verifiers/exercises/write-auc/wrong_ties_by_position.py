"""breaks ties by position
동점을 위치로 가른다
"""

import numpy as np


def auc(scores, y):
    positives = y.sum()
    if positives in (0, len(y)):
        return float("nan")
    ranks = np.empty(len(y))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(y) + 1)
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))
