"""A sequence of gradients of any shape and size, some of them zero or equal; one alone at times."""

import numpy as np


def draw(rng):
    steps, shape = int(rng.choice([1, 2, 3, 9])), [(), (1,), (3,), (2, 3)][rng.integers(4)]
    g = 10.0 ** rng.integers(-3, 4) * rng.normal(size=(steps, *shape))
    g = g * (rng.random(g.shape) < 0.8) if rng.random() < 0.7 else np.full(g.shape, g.flat[0])
    return g, rng.choice([0.0, 0.5, 0.9, 0.99]), bool(rng.random() < 0.5)
