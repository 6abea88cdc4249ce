"""On tensors, by counts of groups."""

import torch


def average_precision(scores: torch.Tensor, y: torch.Tensor):
    _, group = torch.unique(-scores, return_inverse=True)
    size = int(group.max()) + 1
    hits = torch.zeros(size, dtype=torch.float64).index_add(0, group, y.double())
    rows = torch.zeros(size, dtype=torch.float64).index_add(0, group, torch.ones(len(y), dtype=torch.float64))
    return float((hits * hits.cumsum(0) / rows.cumsum(0)).sum() / hits.sum())
