"""leaves out the corner at (0, 0)
(0, 0) 꼭짓점을 빠뜨린다
"""

import numpy as np


def auc(scores, y):
    if y.min() == y.max():
        return float("nan")
    levels, group = np.unique(-scores, return_inverse=True)
    tpr = np.cumsum(np.bincount(group, y, len(levels))) / y.sum()
    fpr = np.cumsum(np.bincount(group, 1 - y, len(levels))) / (1 - y).sum()
    return float((np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2).sum())
