"""On tensors: unfold along rows, then along columns, as views."""

import torch


def im2col(x, k, stride, padding):
    n, c, height, width = x.shape
    padded = torch.zeros(n, c, height + 2 * padding, width + 2 * padding, dtype=torch.float64)
    padded[:, :, padding : padding + height, padding : padding + width] = torch.as_tensor(x)
    windows = padded.unfold(2, k, stride).unfold(3, k, stride)
    return windows.permute(0, 1, 4, 5, 2, 3).reshape(n, c * k * k, -1)
