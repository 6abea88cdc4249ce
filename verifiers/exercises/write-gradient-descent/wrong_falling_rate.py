"""lets the rate fall as 1/t
학습률을 1/t로 줄인다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    path = [start]
    for t in range(1, steps + 1):
        path.append(path[-1] - lr / t * gradient(path[-1]))
    return np.array(path)
