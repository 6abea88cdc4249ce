"""repeats the start and makes one step less
시작점을 되풀이하고 한 스텝을 덜 간다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - (lr * gradient(path[-1]) if len(path) > 1 else 0.0))
    return np.array(path)
