"""The ROC of a scorer, and the area under it two ways. y holds 1 for positives and 0 for negatives, shape (n,)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def roc(scores: Array, y: Labels) -> tuple[Array, Array]:
    """False and true positive rates as the threshold falls, shape (k + 1,) each for k distinct scores; from (0, 0)."""
    order = np.argsort(-scores)
    last = np.append(np.diff(scores[order]) != 0, True)  # of each group of equal scores: no threshold parts them
    tp = np.append(0, np.cumsum(y[order])[last])
    fp = np.append(0, np.cumsum(1 - y[order])[last])
    return fp / fp[-1], tp / tp[-1]


def area(fpr: Array, tpr: Array) -> float:
    """The area under the ROC by trapezoids: a group of equal scores is a straight piece of it."""
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))


def auc(scores: Array, y: Labels) -> float:
    """The share of pairs whose positive scores higher, ties counting half, by ranks (Mann & Whitney 1947).

    NaN where one of the classes is missing.
    """
    positives = int(y.sum())
    pairs = positives * (len(y) - positives)
    if pairs == 0:
        return float("nan")
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(sizes) - (sizes - 1) / 2  # from 1; equal scores share the middle of theirs
    won = ranks[group][y == 1].sum() - positives * (positives + 1) / 2
    return float(won / pairs)
