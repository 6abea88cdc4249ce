"""multiplies by Gaussian noise of mean 1 and the same variance
평균이 1이고 분산이 같은 가우시안 잡음을 곱한다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        if training:
            self.factors = 1 + np.sqrt(self.p / (1 - self.p)) * rng.normal(size=x.shape)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
