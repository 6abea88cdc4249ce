"""One rank or several of unequal sizes, some of them without rows; arrays of several shapes and sizes."""

import numpy as np


def draw(rng):
    sizes = [int(size) for size in rng.choice([0, 1, 2, 7, 40], size=rng.integers(1, 5))]
    sizes[rng.integers(len(sizes))] = int(rng.integers(1, 9))
    shapes = [(3,), (2, 3), (1,), (2, 1, 2)][: rng.integers(1, 5)]
    scale = 10.0 ** rng.integers(-3, 4)
    empty = [np.full(shape, np.nan) for shape in shapes]
    return [[scale * rng.normal(size=shape) for shape in shapes] if size else empty for size in sizes], sizes
