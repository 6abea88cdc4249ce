"""torch draws, with a seed from the generator, and splits."""

import torch


def batches(n, size, rng):
    source = torch.Generator().manual_seed(int(rng.integers(2**62)))
    return list(torch.randperm(n, generator=source).split(size))
