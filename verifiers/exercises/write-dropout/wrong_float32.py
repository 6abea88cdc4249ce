"""works in float32
float32로 계산한다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            self.factors = ((rng.random(x.shape) >= self.p) / (1 - self.p)).astype(np.float32)
        else:
            self.factors = np.ones_like(x)
        return x.astype(np.float32) * self.factors

    def backward(self, dout):
        return dout * self.factors
