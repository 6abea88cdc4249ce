"""takes the gradient once, at the start
기울기를 시작점에서 한 번만 구한다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    g = gradient(start)
    return np.array([start - t * lr * g for t in range(steps + 1)])
