"""On tensors, one fused operation a line; a list of both."""

import torch


def nesterov_step(theta, v, gradient, lr, beta):
    place, buffer = torch.from_numpy(theta), torch.from_numpy(v)
    slope = torch.from_numpy(gradient(torch.add(place, buffer, alpha=-lr * beta).numpy()))
    buffer = torch.add(slope, buffer, alpha=beta)
    return [torch.add(place, buffer, alpha=-lr), buffer]
