"""multiplies by 1-p in eval mode instead of dividing by it in training
학습 때 1-p로 나누지 않고 평가 때 1-p를 곱한다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            self.factors = (rng.random(x.shape) >= self.p).astype(float)
        else:
            self.factors = np.full_like(x, 1 - self.p)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
