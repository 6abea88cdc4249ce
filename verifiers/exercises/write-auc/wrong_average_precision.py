"""gives average precision
평균 정밀도를 준다
"""

import numpy as np


def auc(scores, y):
    if y.min() == y.max():
        return float("nan")
    levels, group = np.unique(-scores, return_inverse=True)
    hits = np.bincount(group, y, len(levels))
    answered = np.cumsum(np.bincount(group, minlength=len(levels)))
    return float((hits * np.cumsum(hits) / answered).sum() / y.sum())
