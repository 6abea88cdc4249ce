"""A generator of places on tensors."""

import torch


def places(gradient, theta, lr, steps):
    yield theta
    if steps:
        g = torch.from_numpy(gradient(theta.numpy()))
        yield from places(gradient, torch.add(theta, g, alpha=-lr), lr, steps - 1)


def descend(gradient, start: torch.Tensor, lr, steps):
    return torch.stack(list(places(gradient, start, lr, steps)))
