"""clips gradients to 1
기울기를 1까지로 자른다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * np.clip(gradient(path[-1]), -1, 1))
    return np.array(path)
