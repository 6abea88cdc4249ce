"""keeps its first mask for all later passes of that shape
처음 뽑은 마스크를 같은 모양의 다음 패스에도 계속 쓴다
"""

import numpy as np


class Dropout:
    def __init__(self, p):
        self.p = p
        self.masks = {}

    def forward(self, x, training, rng):
        if training:
            if x.shape not in self.masks:
                self.masks[x.shape] = rng.random(x.shape) >= self.p
            self.factors = self.masks[x.shape] / (1 - self.p)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout):
        return dout * self.factors
