"""A mask of truth values that is kept for the way back, with the division made at each use."""


class Dropout:
    def __init__(self, p):
        self.p = p
        self.mask = None

    def forward(self, x, training, rng):
        self.mask = rng.random(x.shape) >= self.p if training else None
        return x if self.mask is None else x * self.mask / (1 - self.p)

    def backward(self, dout):
        return dout if self.mask is None else dout * self.mask / (1 - self.p)
