"""The running mean that momentum, RMSprop and Adam keep, with or without the correction of its start."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def running_mean(g: Array, beta: float, corrected: bool) -> Array:
    """m ← βm + (1 - β)g from m = 0, after each row of g; shape (T, *s) as g.

    corrected  divide the mean after t rows by 1 - βᵗ, the sum of its weights so far (Kingma & Ba 2015, sec. 3)
    """
    m = np.zeros_like(g[0])
    means = []
    for t, row in enumerate(g, start=1):
        m = beta * m + (1 - beta) * row
        means.append(m / (1 - beta**t) if corrected else m)
    return np.array(means)
