"""Mini-batches: every epoch visits all samples once, in a new random order (Bottou 2009)."""

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def batches(n: int, size: int, rng: np.random.Generator) -> list[Indices]:
    """The batches of one epoch over n samples: each index from 0 to n - 1 once, in random order.

    All batches hold `size` indices, but the last, which holds what is left.
    """
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]
