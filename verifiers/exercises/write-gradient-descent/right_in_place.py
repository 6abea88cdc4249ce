"""One θ that is moved in place, and a copy of it after each step."""

import numpy as np


def descend(gradient, start, lr, steps):
    theta = start.copy()
    path = [theta.copy()]
    for _ in range(steps):
        theta -= lr * gradient(theta)
        path.append(theta.copy())
    return np.stack(path)
