"""On tensors: masked_fill both ways, with a mask that has no entry in eval mode."""

import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x: torch.Tensor, training: bool, rng):
        self.divisor = 1 - self.p if training else 1.0
        drawn = torch.from_numpy(rng.random(tuple(x.shape))) if training else torch.ones_like(x)
        self.dropped = drawn < self.p
        return (x / self.divisor).masked_fill(self.dropped, 0.0)

    def backward(self, dout: torch.Tensor):
        return (dout / self.divisor).masked_fill(self.dropped, 0.0)
