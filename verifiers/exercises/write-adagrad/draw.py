"""Settings and five steps: gradients of any size, some of them zero or equal."""

import numpy as np


def draw(rng):
    shape = [(1,), (3,), (5, 1), (2, 3)][rng.integers(4)]
    make = {"lr": 10 ** rng.uniform(-3, 0), "eps": rng.choice([1e-10, 1e-3])}
    calls = []
    for _ in range(5):
        g = 10.0 ** rng.integers(-3, 4) * rng.normal(size=shape)
        g = g * (rng.random(shape) < 0.8) if rng.random() < 0.7 else np.full(shape, g.flat[0])
        calls.append((rng.normal(size=shape), g))
    return make, calls
