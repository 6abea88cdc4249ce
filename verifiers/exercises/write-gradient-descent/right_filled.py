"""An array of the whole path, filled row by row."""

import numpy as np


def descend(gradient, start, lr, steps):
    path = np.empty((steps + 1, *start.shape))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - lr * gradient(path[t].copy())
    return path
