"""divides by the share that was really kept instead of by 1-p
1-p가 아니라 실제로 남은 비율로 나눈다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            kept = rng.random(x.shape) >= self.p
            self.factors = kept / max(kept.mean(), 1 / x.size)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
