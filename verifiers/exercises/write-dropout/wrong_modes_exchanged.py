"""exchanges the two modes: it drops in eval mode and not in training
두 모드를 맞바꾸어 학습이 아니라 평가 때 드롭한다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            self.factors = np.ones_like(x)
        else:
            self.factors = (rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
