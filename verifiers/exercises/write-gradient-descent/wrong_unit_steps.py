"""divides the gradient by its length
기울기를 그 길이로 나눈다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        g = gradient(path[-1])
        path.append(path[-1] - lr * g / (np.linalg.norm(g) + 1e-12))
    return np.array(path)
