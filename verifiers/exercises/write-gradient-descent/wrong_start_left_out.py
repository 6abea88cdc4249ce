"""leaves the start out of the path
경로에서 시작점을 빠뜨린다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    theta, path = start, []
    for _ in range(steps):
        theta = theta - lr * gradient(theta)
        path.append(theta)
    return np.array(path)
