"""All 2^d masks of dropout on d units, and how probable each of them is: sums over them are exact expectations."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def all_masks(d: int) -> Array:
    """Every mask of d units, shape (2^d, d): 1 where a unit is kept, 0 where it is dropped."""
    bits = np.arange(2**d)[:, None] >> np.arange(d)
    return (bits & 1).astype(float)


def mask_probabilities(masks: Array, p: float) -> Array:
    """The probability q^kept · p^dropped of each mask, shape (masks,); p is the share that is dropped, q = 1 - p."""
    kept = masks.sum(axis=1)
    probabilities: Array = (1 - p) ** kept * p ** (masks.shape[1] - kept)
    return probabilities
