"""On tensors: midranks from sorted groups."""

import torch


def auc(scores: torch.Tensor, y: torch.Tensor):
    yes = y == 1
    positives, negatives = yes.sum(), (~yes).sum()
    if positives == 0 or negatives == 0:
        return float("nan")
    _, group, counts = torch.unique(scores, return_inverse=True, return_counts=True)
    last = counts.cumsum(0).double()
    ranks = (last - (counts.double() - 1) / 2)[group]
    return float((ranks[yes].sum() - positives * (positives + 1) / 2) / (positives * negatives))
