"""The area under the ROC, with corners at distinct scores only."""

import numpy as np


def auc(scores, y):
    if y.min() == y.max():
        return np.nan
    levels, group = np.unique(-scores, return_inverse=True)
    tp = np.concatenate([[0], np.cumsum(np.bincount(group, y, len(levels)))])
    fp = np.concatenate([[0], np.cumsum(np.bincount(group, 1 - y, len(levels)))])
    heights = (tp[1:] + tp[:-1]) / 2
    return float((heights * np.diff(fp)).sum() / (tp[-1] * fp[-1]))
