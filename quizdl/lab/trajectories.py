"""Compare two trajectories step by step: their distance, and where they diverge.

A trajectory is an array of shape (steps, …), one row a step, or a dict of such arrays by parameter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quizdl.lab.differences import relative_error, same_memory

Trajectory = ArrayLike | Mapping[str, ArrayLike]


def deviations(one: Trajectory, other: Trajectory) -> NDArray[np.float64]:
    """The relative error of each step, shape (steps,): max|a - b| / max(|a|, |b|) over the row.

    Of a dict, each parameter is measured on its own scale and the largest error counts. Rows that hold NaN give
    NaN, and so do all rows where both are the same memory: nothing was compared.
    Raises ValueError for different shapes, different parameters, or numbers of steps that differ.
    """
    if not isinstance(one, Mapping) and not isinstance(other, Mapping):
        a, b = np.asarray(one), np.asarray(other)
        if a.ndim == 0 or a.shape != b.shape:
            raise ValueError(f"trajectories of shapes {a.shape} and {b.shape} cannot be compared step by step")
        if same_memory(one, other):
            return np.full(len(a), math.nan)
        return np.array([relative_error(x, y) for x, y in zip(a, b, strict=True)])
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or one.keys() != other.keys() or not one:
        raise ValueError("two dicts of the same parameters, or two arrays, can be compared; not one of each")
    per_parameter = [deviations(one[name], other[name]) for name in one]
    if len({len(errors) for errors in per_parameter}) > 1:
        raise ValueError("the parameters differ in their number of steps")
    largest: NDArray[np.float64] = np.max(per_parameter, axis=0)
    return largest


def first_parting(one: Trajectory, other: Trajectory, tolerance: float) -> int | None:
    """The first row whose deviation exceeds `tolerance`, counted from 0, or None where no row does.

    A NaN exceeds every tolerance. Raises ValueError as `deviations` does, and for a NaN or negative tolerance.
    """
    if not tolerance >= 0:
        raise ValueError(f"a tolerance is zero or more, not {tolerance}")
    parted = np.flatnonzero(~(deviations(one, other) <= tolerance))
    return int(parted[0]) if parted.size else None
