"""Cross-validation of a classifier that first chooses its features (Hastie, Tibshirani & Friedman 2009, sec. 7.10)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def strongest(x: Array, y: Indices, k: int) -> Indices:
    """The k columns of x whose correlation with y is largest in size, shape (k,)."""
    centred = x - x.mean(axis=0)
    correlation = centred.T @ (y - y.mean()) / np.linalg.norm(centred, axis=0)
    return np.argsort(-abs(correlation), kind="stable")[:k]


def out_of_fold(x: Array, y: Indices, k: int, folds: Sequence[Indices]) -> Indices:
    """The class of each row, shape (n,), by a model of the other folds: 0 or 1, that of the nearer mean row.

    x (n, d) and y (n,), zeros and ones; the folds hold each row once. Distances are taken in the k columns that
    correlate most with the labels of the rows trained on.
    """
    predicted = np.empty(len(y), dtype=np.int64)
    for held in folds:
        rest = np.setdiff1d(np.arange(len(y)), held)
        columns = strongest(x[rest], y[rest], k)
        train, labels, new = x[rest][:, columns], y[rest], x[held][:, columns]
        zero, one = train[labels == 0].mean(axis=0), train[labels == 1].mean(axis=0)
        predicted[held] = ((new - zero) ** 2).sum(axis=1) > ((new - one) ** 2).sum(axis=1)
    return predicted
