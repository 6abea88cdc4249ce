"""On tensors, with the in-place operations that torch itself uses, but none of its optimizers."""

import torch


class AdamW:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.01):
        self.lr, self.betas, self.eps, self.decay = lr, (beta1, beta2), eps, decay
        self.mean = self.square = None
        self.t = 0

    def step(self, theta: torch.Tensor, g: torch.Tensor):
        b1, b2 = self.betas
        if self.mean is None:
            self.mean, self.square = torch.zeros_like(g), torch.zeros_like(g)
        self.t += 1
        self.mean.lerp_(g, 1 - b1)
        self.square.mul_(b2).addcmul_(g, g, value=1 - b2)
        denominator = (self.square / (1 - b2**self.t)).sqrt_().add_(self.eps)
        decayed = torch.mul(theta, 1 - self.lr * self.decay)
        return decayed.addcdiv_(self.mean, denominator, value=-self.lr / (1 - b1**self.t))
