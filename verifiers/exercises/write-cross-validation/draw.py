"""Columns of unlike scales, unlike folds, few rows; also as many columns as are chosen."""

import numpy as np


def draw(rng):
    n, d = int(rng.integers(12, 25)), int(rng.integers(2, 12))
    k = int(rng.integers(1, d + 1))
    x = rng.uniform(-2, 2, d) + rng.uniform(0.1, 9, d) * rng.standard_normal((n, d))
    y = rng.permutation(np.arange(n) % 3 == 0).astype(np.int64)
    order = np.concatenate([rng.permutation(np.flatnonzero(y == 1)), rng.permutation(np.flatnonzero(y == 0))])
    folds = [order[fold::3] for fold in range(3)]
    folds[0], folds[1] = np.append(folds[0], folds[1][-1:]), folds[1][:-1]
    return x, y, k, folds
