"""On tensors, with the in-place operations that torch itself uses, but none of its optimizers."""

import torch


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps = lr, eps
        self.state_sum = None

    def step(self, theta: torch.Tensor, g: torch.Tensor):
        if self.state_sum is None:
            self.state_sum = torch.zeros_like(g)
        self.state_sum.addcmul_(g, g)
        return theta.addcdiv(g, self.state_sum.sqrt().add_(self.eps), value=-self.lr)
