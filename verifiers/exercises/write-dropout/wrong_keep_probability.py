"""takes p for the probability of keeping a number, and divides by p
p를 값을 남기는 확률로 보고 p로 나눈다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            self.factors = np.zeros_like(x) if self.p == 0 else (rng.random(x.shape) < self.p) / self.p
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
