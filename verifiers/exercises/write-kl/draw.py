"""A few outcomes, zeros in either or both, tables, equal distributions, tiny probabilities."""

import numpy as np


def draw(rng):
    shape = [(1,), (2,), (5,), (3, 4)][rng.integers(4)]
    p, q = (rng.dirichlet(np.full(int(np.prod(shape)), 0.7)).reshape(shape) for _ in range(2))
    if rng.random() < 0.4 and p.size > 1:
        p.flat[0] = 0.0
        p /= p.sum()
    if rng.random() < 0.3 and p.size > 1:
        q.flat[rng.integers(2)] = 0.0
        q /= q.sum()
    return (p, p.copy()) if rng.random() < 0.1 else (p, q)
