"""moves the caller's start in place
호출한 쪽의 시작점 배열을 옮긴다
"""

import numpy as np


def descend(gradient, start, lr, steps):
    path = [start.copy()]
    for _ in range(steps):
        start -= lr * gradient(start)
        path.append(start.copy())
    return np.array(path)
