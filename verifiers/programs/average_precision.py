"""Precision and recall of a scorer, and average precision. y holds 1 for positives and 0 for negatives, shape (n,)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def precision_recall(scores: Array, y: Labels) -> tuple[Array, Array]:
    """Precision and recall of "at least the threshold" at each distinct score, from the highest, shape (k,) each."""
    order = np.argsort(-scores)
    last = np.append(np.diff(scores[order]) != 0, True)  # of each group of equal scores
    tp = np.cumsum(y[order])[last]
    answered = np.arange(1, len(y) + 1)[last]
    return tp / answered, tp / tp[-1]


def average_precision(scores: Array, y: Labels) -> float:
    """The precision at each threshold, weighted by the recall that the threshold adds; one positive at least."""
    precision, recall = precision_recall(scores, y)
    return float(np.sum(np.diff(recall, prepend=0) * precision))
