"""One step on a bumpy loss: buffers of zeros at times, curvatures of any size."""

import numpy as np


def draw(rng):
    shape = [(1,), (3,), (5, 1), (2, 3)][rng.integers(4)]
    theta, v, curvature = (10.0 ** rng.integers(-2, 3) * rng.normal(size=shape) for _ in range(3))
    v = v * (rng.random() < 0.7)
    lr, beta = 10 ** rng.uniform(-3, 0), rng.choice([0.0, 0.5, 0.9, 0.99])
    return theta, v, lambda place: curvature * (place + np.sin(place)), lr, beta
