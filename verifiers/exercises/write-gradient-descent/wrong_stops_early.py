"""stays where the gradient is shorter than 0.001
기울기의 길이가 0.001보다 작으면 멈춘다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        g = gradient(path[-1])
        path.append(path[-1] - lr * g if np.linalg.norm(g) > 1e-3 else path[-1])
    return np.array(path)
