"""On tensors: NaN struck out, then one product of weights and stacked ranks."""

import torch


def average_gradients(gradients, sizes):
    rows = torch.tensor([float(size) for size in sizes], dtype=torch.float64)
    result = {}
    for i in range(len(gradients[0])):
        stacked = torch.stack([torch.as_tensor(own[i]) for own in gradients])
        stacked[rows == 0] = 0
        result[i] = torch.tensordot(rows / rows.sum(), stacked, dims=1)
    return result
