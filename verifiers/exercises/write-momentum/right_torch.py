"""On tensors, by one fused operation each; a list of both."""

import torch


def momentum_step(theta: torch.Tensor, v: torch.Tensor, g: torch.Tensor, lr: float, beta: float):
    v = torch.add(g, v, alpha=beta)
    return [torch.add(theta, v, alpha=-lr), v]
