"""F1 of a classifier of C classes, from its confusion matrix: by class, pooled (micro) and averaged (macro)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


def f1(tp: Counts, fp: Counts, fn: Counts) -> Array:
    """2TP / (2TP + FP + FN) of counts of any one shape; 0 where there is nothing to count."""
    scores: Array = 2 * tp / np.maximum(2 * tp + fp + fn, 1)
    return scores


def f1_by_class(confusion: Counts) -> Array:
    """F1 of each class against the rest, shape (C,). confusion[i, j] counts samples of class i answered by j."""
    tp = np.diag(confusion)
    return f1(tp, confusion.sum(axis=0) - tp, confusion.sum(axis=1) - tp)


def f1_scores(confusion: Counts) -> tuple[float, float]:
    """Micro-F1, from the counts of all classes added up, and macro-F1, the mean of the F1s (Opitz & Burst 2019)."""
    tp = np.diag(confusion)
    wrong = confusion.sum() - tp.sum()  # each is a false positive of one class and a false negative of another
    micro = f1(tp.sum(), wrong, wrong)
    return float(micro), float(f1_by_class(confusion).mean())
