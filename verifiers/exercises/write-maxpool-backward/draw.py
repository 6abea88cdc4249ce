"""Small images that are not square, with ties or none, of both signs; windows that overlap, touch or leave gaps."""

import numpy as np


def draw(rng):
    size, stride, levels = int(rng.integers(1, 4)), int(rng.integers(1, 4)), rng.choice([1, 2, 8, 10**6])
    n, c = rng.integers(1, 4, size=2)
    height, width = size + rng.integers(5), size + rng.integers(4)
    x = np.round(levels * rng.uniform(-1, 1, size=(n, c, height, width))) / levels
    if rng.random() < 0.2:
        x = 1 + 1e-9 * x
    dout = rng.normal(size=(n, c, (height - size) // stride + 1, (width - size) // stride + 1))
    return dout, x, size, stride
