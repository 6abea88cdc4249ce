"""On tensors; the gradient by its formula."""

import torch


def softmax_cross_entropy(z: torch.Tensor, y: torch.Tensor):
    log_p = torch.log_softmax(z, dim=1)
    picked = log_p.gather(1, y[:, None])
    dz = log_p.exp().scatter_add_(1, y[:, None], -torch.ones_like(picked))
    return -picked.mean(), dz.div_(len(y))
