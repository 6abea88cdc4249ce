"""What DDP does with gradients, and what it would have to do for shards of any size: average them over the ranks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def average_gradients(gradients: Sequence[Sequence[Array]], sizes: Sequence[int]) -> list[Array]:
    """The gradient of the mean loss over the rows of all ranks: Σ n_r·g_r / N, array by array (Li 2020).

    gradients  for each rank r the arrays of g_r, the gradient of the mean loss over its own rows
    sizes      for each rank the number of its rows, n_r; N is their sum. A rank without rows has a mean over nothing,
               which is NaN, and does not count.
    """
    total = sum(sizes)
    shares = [(size / total, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    return [np.sum([share * own[i] for share, own in shares], axis=0) for i in range(len(gradients[0]))]
