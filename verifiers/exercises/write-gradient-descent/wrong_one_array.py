"""lists one array that it moves, so that all places are the last
배열 하나를 옮기며 거듭 담아 모든 자리가 마지막 자리가 된다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    theta = start.copy()
    path = [theta]
    for _ in range(steps):
        theta -= lr * gradient(theta)
        path.append(theta)
    return np.array(path)
