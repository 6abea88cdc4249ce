"""On tensors, by xlogy, which knows that 0 ln 0 is 0."""

import torch


def kl(p: torch.Tensor, q: torch.Tensor):
    return float((torch.xlogy(p, p) - torch.xlogy(p, q)).sum())
