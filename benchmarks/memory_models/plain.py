"""Networks of torch.nn and written by hand: images and vectors."""

from __future__ import annotations

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.nn.utils import parametrizations
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

from benchmarks.memory_models import Case

IMAGES = (16, 3, 32, 32)


def mlp() -> Case:
    return Case(nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10)), torch.rand(64, 784))


def wide_mlp_sgd() -> Case:
    net = nn.Sequential(nn.Linear(256, 2048), nn.GELU(), nn.Dropout(0.1), nn.Linear(2048, 10))
    return Case(net, torch.rand(32, 256), optimizer="sgd")


def cnn() -> Case:
    features = [nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3)]
    return Case(nn.Sequential(*features, nn.ReLU(), nn.Flatten(), nn.Linear(64 * 14 * 14, 10)), torch.rand(IMAGES))


class Residual(nn.Module):
    def __init__(self, width: int, groups: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, groups=groups)
        self.second = nn.Conv2d(width, width, 1)
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.norms[0](self.first(x)))
        return torch.relu(x + self.norms[1](self.second(y)))


def _image_net(*blocks: nn.Module, width: int = 32) -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, width, 3), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


def resnet() -> Case:
    return Case(_image_net(*(Residual(32) for _ in range(4))), torch.rand(IMAGES))


def depthwise() -> Case:
    return Case(_image_net(*(Residual(32, groups=32) for _ in range(4))), torch.rand(IMAGES), optimizer="rmsprop")


class DenseBlock(nn.Module):
    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(width + 8 * i, 8, 3, padding=1) for i in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.cat([x, torch.relu(layer(x))], 1)
        return x


def densenet() -> Case:
    return Case(
        nn.Sequential(nn.Conv2d(3, 32, 3), DenseBlock(32, 4), nn.Conv2d(64, 10, 30), nn.Flatten()), torch.rand(IMAGES)
    )


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down, self.middle = nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.up, self.out = nn.ConvTranspose2d(32, 16, 2, stride=2), nn.Conv2d(32, 5, 1)

    def forward(self, x: Tensor) -> Tensor:
        down = torch.relu(self.down(x))
        up = torch.relu(self.up(torch.relu(self.middle(down))))
        return self.out(torch.cat([down, up], 1))  # type: ignore[no-any-return]  # a module gives Any


def unet() -> Case:
    return Case(UNet(), torch.rand(IMAGES))


def autoencoder() -> Case:
    layers = [nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 32), nn.ReLU(), nn.Linear(32, 256), nn.ReLU()]
    return Case(nn.Sequential(*layers, nn.Linear(256, 784), nn.Sigmoid()), torch.rand(64, 784), "mse")


class VAE(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encode, self.decode = nn.Linear(784, 64), nn.Linear(32, 784)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        mean, log = self.encode(x).chunk(2, -1)
        made = torch.sigmoid(self.decode(mean + torch.randn_like(log) * (log / 2).exp()))
        kl = -0.5 * (1 + log - mean.square() - log.exp()).sum(-1).mean()
        return {"loss_reconstruction": nn.functional.binary_cross_entropy(made, x), "loss_kl": kl, "made": made}


def vae() -> Case:
    return Case(VAE(), torch.rand(64, 784), "own")


def lazy() -> Case:
    net = nn.Sequential(nn.LazyConv2d(16, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(10))
    net(torch.rand(IMAGES))
    return Case(net, torch.rand(IMAGES))


class Complex(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(129, 64, dtype=torch.complex64) / 11)
        self.head = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head((torch.fft.rfft(x) @ self.weight).abs())  # type: ignore[no-any-return]  # a module gives Any


def fourier() -> Case:
    return Case(Complex(), torch.rand(64, 256))


def frozen_backbone() -> Case:
    backbone = _image_net(Residual(32), Residual(32)).requires_grad_(False)
    return Case(nn.Sequential(backbone, nn.Linear(10, 10)), torch.rand(IMAGES))


def spectral_norm() -> Case:
    net = nn.Sequential(parametrizations.spectral_norm(nn.Linear(256, 256)), nn.ReLU(), nn.Linear(256, 10))
    return Case(net, torch.rand(64, 256))


def weight_norm() -> Case:
    net = nn.Sequential(parametrizations.weight_norm(nn.Linear(256, 256)), nn.ReLU(), nn.Linear(256, 10))
    return Case(net, torch.rand(64, 256), optimizer="nadam")


class Checkpointed(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem, self.blocks = nn.Conv2d(3, 32, 3), nn.ModuleList(Residual(32) for _ in range(4))
        self.head = nn.Linear(32, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = checkpoint(block, x, use_reentrant=False)
        return self.head(x.mean((2, 3)))  # type: ignore[no-any-return]  # a module gives Any


def checkpointed() -> Case:
    return Case(Checkpointed(), torch.rand(IMAGES))


class CheckpointedSequence(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(*(nn.Sequential(nn.Linear(256, 256), nn.GELU()) for _ in range(8)))
        self.head = nn.Linear(256, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(checkpoint_sequential(self.body, 4, x, use_reentrant=False))  # type: ignore[no-any-return]  # untyped in torch


def checkpointed_sequence() -> Case:
    return Case(CheckpointedSequence(), torch.rand(512, 256))


def group_and_instance_norm() -> Case:
    blocks = [nn.GroupNorm(4, 32), nn.SiLU(), nn.Conv2d(32, 32, 3), nn.InstanceNorm2d(32, affine=True), nn.Mish()]
    return Case(_image_net(*blocks), torch.rand(IMAGES), optimizer="adagrad")


def volumes() -> Case:
    layers = [nn.Conv3d(1, 8, 3), nn.ReLU(), nn.MaxPool3d(2), nn.Flatten(), nn.Linear(8 * 343, 4)]
    return Case(nn.Sequential(*layers), torch.rand(4, 1, 16, 16, 16))


def signals() -> Case:
    layers = [nn.Conv1d(2, 32, 7, stride=2), nn.ReLU(), nn.Conv1d(32, 32, 5), nn.ReLU(), nn.AdaptiveMaxPool1d(4)]
    return Case(nn.Sequential(*layers, nn.Flatten(), nn.Linear(128, 6)), torch.rand(16, 2, 400), optimizer="adamw")


def compiled() -> Case:
    net = nn.Sequential(nn.Linear(256, 512), nn.GELU(), nn.Linear(512, 10))
    wrapped: Any = torch.compile(net, backend="eager")
    return Case(wrapped, torch.rand(64, 256))


def distributed() -> Case:
    if not dist.is_initialized():
        store = dist.HashStore()  # type: ignore[attr-defined]  # torch does not list it
        dist.init_process_group("gloo", store=store, rank=0, world_size=1)
    net = nn.Sequential(nn.Linear(256, 2048), nn.GELU(), nn.Linear(2048, 10))
    return Case(DistributedDataParallel(net), torch.rand(64, 256))


def double_precision() -> Case:
    return Case(nn.Sequential(nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 10)).double(), torch.rand(64, 64).double())


def bfloat16() -> Case:
    return Case(
        nn.Sequential(nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 10)).bfloat16(), torch.rand(64, 64).bfloat16()
    )
