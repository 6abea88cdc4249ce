"""On tensors, by logsumexp."""

import torch


def perplexity(logits: torch.Tensor, targets: torch.Tensor, mask: torch.Tensor):
    own = logits.gather(-1, targets[..., None]).squeeze(-1)
    losses = torch.logsumexp(logits, dim=-1) - own
    return float(losses[mask].mean().exp())
