"""On tensors, by lerp."""

import torch


def running_mean(g: torch.Tensor, beta, corrected):
    means = torch.empty_like(g)
    m = torch.zeros_like(g[0])
    for t in range(len(g)):
        m = torch.lerp(m, g[t], 1 - beta)
        means[t] = m / (1 - beta ** (t + 1)) if corrected else m
    return {"means": means}
