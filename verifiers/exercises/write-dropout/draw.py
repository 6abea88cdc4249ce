"""Five passes by turns in both modes: batches, images and single numbers, some zero, small and large."""

import numpy as np


def draw(rng):
    calls = []
    for _ in range(5):
        shape = [(1,), (9,), (5, 4), (2, 3, 4, 4)][rng.integers(4)]
        x = 10.0 ** rng.integers(-3, 4) * rng.normal(size=shape) * (rng.random(shape) < 0.9)
        calls.append((x, bool(rng.random() < 0.7), np.random.default_rng(int(rng.integers(2**32)))))
    return {"p": float(rng.choice([0.0, 0.1, 0.3, 0.5, 0.8]))}, calls
