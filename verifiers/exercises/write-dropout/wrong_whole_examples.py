"""drops whole examples instead of units
유닛이 아니라 샘플을 통째로 드롭한다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            kept = rng.random((x.shape[0],) + (1,) * (x.ndim - 1)) >= self.p
            self.factors = kept * np.ones_like(x) / (1 - self.p)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
