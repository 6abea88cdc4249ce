"""Folds for cross-validation that keep groups whole: all rows of a patient, a video or an original image."""

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def group_folds(groups: Indices, k: int, rng: np.random.Generator) -> list[Indices]:
    """k folds of row numbers: each row in one of them, and rows of one group in the same one.

    groups  shape (n,): the group of each row, any whole numbers, at least k different ones
    The groups are dealt out in random order, so that the folds' numbers of groups differ by at most one.
    """
    names = rng.permutation(np.unique(groups))
    return [np.flatnonzero(np.isin(groups, names[fold::k])) for fold in range(k)]
