"""A path on a bumpy loss: parameters of any shape, rates from tiny to nearly too large, no step or some."""

import numpy as np


def draw(rng):
    shape = [(1,), (3,), (5, 1), (2, 3)][rng.integers(4)]
    curvature = 10.0 ** rng.integers(-2, 2) * rng.random(shape)
    start = rng.choice([1e-4, 1.0]) * rng.normal(size=shape) * (rng.random(shape) < 0.9)
    lr, steps = rng.choice([1e-4, 0.01, 0.1]), int(rng.choice([0, 1, 2, 7], p=[0.1, 0.3, 0.3, 0.3]))
    return lambda theta: curvature * (theta + np.sin(theta)), start, lr, steps
