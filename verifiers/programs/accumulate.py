"""Gradient accumulation: the gradient over all rows from chunks of which only one is worked on at a time."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.int64]


def accumulate(gradient: Callable[[Rows], Array], chunks: Sequence[Rows]) -> Array:
    """The gradient of the mean loss over the rows of all chunks: their gradients, each weighted by its share of rows.

    gradient  of the mean loss over the rows that it is given
    chunks    the rows of each, at least one chunk; they may differ in length
    """
    samples = sum(len(chunk) for chunk in chunks)
    total = len(chunks[0]) / samples * gradient(chunks[0])
    for chunk in chunks[1:]:
        total += len(chunk) / samples * gradient(chunk)
    return total
