"""drops in the caller's own array
호출한 쪽의 배열에서 직접 값을 지운다
"""


class Dropout:
    def __init__(self, p):
        self.p = p
        self.factors = 1.0

    def forward(self, x, training, rng):
        self.factors = (rng.random(x.shape) >= self.p) / (1 - self.p) if training else 1.0
        x *= self.factors
        return x.copy()

    def backward(self, dout):
        return dout * self.factors
