"""The CNN of the claims on heads, in torch and by hand."""

import itertools

import numpy as np
import torch
from torch import nn

from quizdl.verify import (
    mutant,
)

from ..programs.fully_convolutional import Array, sliding
from .common import Images


def cnn(dense_layers: bool, seed: int) -> nn.Sequential:
    """Three convolutions on 14×14 pixels up to 32 maps of 3×3, then two dense layers, or pooling and one."""
    torch.manual_seed(seed)
    layers: list[nn.Module] = [nn.Unflatten(1, (1, 14, 14))]
    for channels, filters in itertools.pairwise([1, 8, 16, 32]):
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if filters < 32 else []
    if dense_layers:
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(288, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))


def halved(x: Images) -> Images:
    """Rows of 28×28 pixels to rows of 14×14: the mean of each 2×2."""
    means: Images = x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)
    return means


def arrays(layer: nn.Module) -> tuple[Array, ...]:
    """Weights and biases in float64."""
    return tuple(parameter.detach().double().numpy() for parameter in layer.parameters())


def last_maps(net: nn.Sequential, x: Images) -> Array:
    """What `cnn` computes before its head, by hand; batch norm goes by the means and variances that it has noted."""
    maps = x.astype(float).reshape(-1, 1, 14, 14)
    for convolution, norm in ((net[1], net[2]), (net[5], net[6]), (net[9], net[10])):
        kernels, bias = arrays(convolution)
        maps = sliding(np.pad(maps, ((0, 0), (0, 0), (1, 1), (1, 1))), kernels, bias)
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        noted = (norm.running_mean, norm.running_var, norm.weight, norm.bias)
        mean, variance, scale, shift = (tensor.detach().double().numpy()[:, None, None] for tensor in noted)
        maps = np.maximum(scale * (maps - mean) / np.sqrt(variance + 1e-5) + shift, 0)
        if maps.shape[1] < 32:
            n, channels, side, _ = maps.shape
            even = maps[:, :, : side // 2 * 2, : side // 2 * 2]
            maps = even.reshape(n, channels, side // 2, 2, side // 2, 2).max(axis=(3, 5))
    return maps


mutant("pools the largest value globally", "nn.AdaptiveAvgPool2d(1)", "nn.AdaptiveMaxPool2d(1)")
