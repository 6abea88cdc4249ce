"""draws from a generator of its own, which gives the same mask at each call
자신이 만든 생성기에서 뽑아서 호출할 때마다 마스크가 같다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        del rng
        if training:
            self.factors = (np.random.default_rng(0).random(x.shape) >= self.p) / (1 - self.p)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
