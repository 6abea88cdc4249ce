"""The soft shrinkage that torch has."""

import torch


def prox_step(theta: torch.Tensor, g: torch.Tensor, lr, lam):
    return torch.nn.functional.softshrink(theta - lr * g, lr * lam)
