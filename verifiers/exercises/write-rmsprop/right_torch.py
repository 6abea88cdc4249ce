"""On tensors, with torch's fused in-place operations."""

import torch


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = None

    def step(self, theta: torch.Tensor, g: torch.Tensor):
        if self.v is None:
            self.v = torch.zeros_like(g)
        self.v.mul_(self.alpha).addcmul_(g, g, value=1 - self.alpha)
        return (theta.addcdiv(g, self.v.sqrt().add_(self.eps), value=-self.lr),)
