"""np.where chooses zeros; the way back is a function made by the way there."""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.keep = 1.0 - p
        self.way = np.copy

    def forward(self, x, training, rng):
        if not training:
            self.way = np.copy
            return self.way(x)
        dropped = rng.random(size=x.shape) < 1.0 - self.keep
        self.way = lambda values: np.where(dropped, 0.0, values / self.keep)
        return self.way(x)

    def backward(self, dout):
        return self.way(dout)
