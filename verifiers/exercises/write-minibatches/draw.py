"""An epoch: sizes that divide the samples and that do not, batches larger than the data, one sample."""

import numpy as np


def draw(rng):
    n = int(rng.choice([1, 2, 7, 12, 40, 101]))
    size = int(rng.choice([1, 2, 3, 4, 8, n, n + 3]))
    return n, size, np.random.default_rng(int(rng.integers(2**32)))
