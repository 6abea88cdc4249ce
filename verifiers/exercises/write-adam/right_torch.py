"""On tensors, with the in-place operations that torch itself uses, but none of its optimizers."""

import torch


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr = lr
        self.betas = (beta1, beta2)
        self.eps = eps
        self.exp_avg = self.exp_avg_sq = None
        self.t = 0

    def step(self, theta: torch.Tensor, g: torch.Tensor):
        b1, b2 = self.betas
        if self.exp_avg is None:
            self.exp_avg, self.exp_avg_sq = torch.zeros_like(g), torch.zeros_like(g)
        self.t += 1
        self.exp_avg.lerp_(g, 1 - b1)
        self.exp_avg_sq.mul_(b2).addcmul_(g, g, value=1 - b2)
        denominator = (self.exp_avg_sq / (1 - b2**self.t)).sqrt_().add_(self.eps)
        return theta.addcdiv(self.exp_avg, denominator, value=-self.lr / (1 - b1**self.t))
