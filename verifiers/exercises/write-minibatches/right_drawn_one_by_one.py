"""Samples are taken out of a list one by one (Fisher & Yates), in plain Python."""

import numpy as np


def batches(n, size, rng):
    left, epoch = list(range(n)), []
    while left:
        batch = []
        while left and len(batch) < size:
            batch.append(left.pop(int(rng.integers(len(left)))))
        epoch.append(np.array(batch))
    return epoch
