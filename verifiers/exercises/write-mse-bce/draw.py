"""Logits of any size, some of them zero or equal or in the thousands; targets of 0 and 1, or between."""

import numpy as np


def draw(rng):
    shape = [(1,), (4,), (3, 2), (2, 5)][rng.integers(4)]
    z = rng.choice([0.1, 1.0, 5.0, 30.0, 3000.0]) * rng.normal(size=shape)
    z = z * (rng.random(shape) < 0.9) if rng.random() < 0.8 else np.full(shape, z.flat[0])
    z.flat[0] = rng.normal()  # one logit at least has a slope to compare with
    y = rng.integers(2, size=shape).astype(float) if rng.random() < 0.7 else rng.random(shape)
    return z, y
