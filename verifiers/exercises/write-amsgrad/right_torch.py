"""On tensors, with the in-place operations that torch itself uses, but none of its optimizers."""

import torch


class AMSGrad:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.betas, self.eps = lr, (beta1, beta2), eps
        self.state = None
        self.t = 0

    def step(self, theta: torch.Tensor, g: torch.Tensor):
        b1, b2 = self.betas
        if self.state is None:
            self.state = torch.zeros(3, *g.shape, dtype=g.dtype)
        self.t += 1
        mean, square, largest = self.state
        mean.lerp_(g, 1 - b1)
        square.mul_(b2).addcmul_(g, g, value=1 - b2)
        torch.maximum(largest, square, out=largest)
        denominator = (largest / (1 - b2**self.t)).sqrt_().add_(self.eps)
        return theta.addcdiv(mean, denominator, value=-self.lr / (1 - b1**self.t))
