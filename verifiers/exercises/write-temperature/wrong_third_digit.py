"""tries a thousand temperatures on a grid
격자에서 온도 1000개를 시험한다
"""

import numpy as np


def losses(z, y, t):
    logits = z / t
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]


def temperature(z, y):
    grid = np.geomspace(1 / 150, 150, 1000)
    return float(grid[np.argmin([losses(z, y, t).mean() for t in grid])])
