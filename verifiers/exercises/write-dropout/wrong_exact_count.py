"""drops a fixed number of places instead of drawing for each one
값마다 뽑지 않고 정해진 개수만큼 드롭한다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            order = rng.random(x.size).argsort().argsort().reshape(x.shape)
            self.factors = (order >= round(self.p * x.size)) / (1 - self.p)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
