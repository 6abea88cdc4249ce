"""Settings and five steps: gradients of falling and rising sizes, some of them zero or equal."""

import numpy as np


def draw(rng):
    shape = [(1,), (3,), (5, 1), (2, 3)][rng.integers(4)]
    betas = rng.choice([0.0, 0.5, 0.9], size=2) + rng.uniform(0, 0.09, size=2)
    make = {"lr": 10 ** rng.uniform(-3, 0), "beta1": betas[0], "beta2": betas[1], "eps": rng.choice([1e-8, 1e-3])}
    calls = []
    for _ in range(5):
        g = 10.0 ** rng.integers(-3, 4) * rng.normal(size=shape)
        g = g * (rng.random(shape) < 0.8) if rng.random() < 0.7 else np.full(shape, g.flat[0])
        calls.append((rng.normal(size=shape), g))
    return make, calls
