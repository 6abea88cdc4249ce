"""Two classes or more, few samples or many, classes that never occur or are never answered."""

import numpy as np


def draw(rng):
    classes = int(rng.choice([2, 3, 6]))
    confusion = rng.poisson(rng.choice([0.5, 4.0, 200.0], size=(classes, classes)))
    if rng.random() < 0.3:
        confusion[0] = 0  # the class never occurs
    if rng.random() < 0.3:
        confusion[:, 0] = 0  # the class is never answered
    confusion[-1, int(rng.integers(classes))] += 1
    return (confusion.astype(np.int64),)
