"""numpy's weighted average over stacked ranks; a tuple."""

import numpy as np


def average_gradients(gradients, sizes):
    held = [rank for rank, size in enumerate(sizes) if size]
    weights = [sizes[rank] for rank in held]
    arrays = zip(*(gradients[rank] for rank in held), strict=True)
    return tuple(np.average(np.stack(array), axis=0, weights=weights) for array in arrays)
