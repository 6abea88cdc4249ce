"""The logistic sigmoid."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ) of every entry. The exponent is never positive, so that nothing overflows."""
    e = np.exp(-np.abs(z))
    s: Array = np.where(z > 0, 1, e) / (1 + e)
    return s
