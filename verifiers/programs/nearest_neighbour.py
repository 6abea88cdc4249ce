"""The nearest neighbour (Cover & Hart 1967), cross-validated."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def nearest_out_of_fold(x: Array, y: Indices, folds: Sequence[Indices]) -> Indices:
    """The label of each row's nearest row of the other folds, shape (n,); x (n, d), y (n,)."""
    predicted = np.empty_like(y)
    for held in folds:
        rest = np.setdiff1d(np.arange(len(y)), held)
        distances = (x[rest] ** 2).sum(axis=1) - 2 * x[held] @ x[rest].T  # but for a constant in each row
        predicted[held] = y[rest][distances.argmin(axis=1)]
    return predicted
