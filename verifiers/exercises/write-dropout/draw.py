"""Five passes by turns in both modes, many with their way back: batches, images, single numbers, some zero."""

import numpy as np


def draw(rng):
    calls = []
    for _ in range(5):
        shape = [(1,), (9,), (5, 4), (2, 3, 4, 4)][rng.integers(4)]
        x = 10.0 ** rng.integers(-3, 4) * rng.normal(size=shape) * (rng.random(shape) < 0.9)
        calls.append((x, bool(rng.random() < 0.7), np.random.default_rng(int(rng.integers(2**32)))))
        if rng.random() < 0.6:
            calls.append(("backward", (rng.normal(size=shape),)))
    return {"p": float(rng.choice([0.0, 0.1, 0.3, 0.5, 0.8]))}, calls
