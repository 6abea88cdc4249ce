"""What the claims on the CNN share: the same network in torch, its training, and bounds that are used twice."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import cross_entropy

from quizdl.lab.differences import relative_error
from quizdl.lab.mnist import Bytes
from quizdl.lab.programs import source_of
from quizdl.verify import Measurement, Undecided, at_most, mutant, within

Array = NDArray[Any]  # float32 as the program has it, or float64 where rounding must not show
Arrays = list[Array]

EPOCH = 1200  # iterations: 60 000 images in batches of 50
SMALLEST = 1e-17  # where an error of zero is drawn on a logarithmic axis

NOTHING = within(0, 0, because="counts and copies: there is nothing to round")
EXACT = at_most(1e-12, because="float64 sums of up to a few thousand products, each rounded by 2^-53")


def check_arguments(changed: int) -> Measurement:
    """Whether functions only read what they are given."""
    return Measurement(
        "entries of its arguments that a backward pass changes", changed, within(0, 0, because="it only reads them")
    )


def source(module: ModuleType) -> str:
    """The text of a program as it is loaded here, planted bugs included."""
    return source_of(module.__name__)


class Watched:
    """Images that note which of them are drawn, batch by batch."""

    def __init__(self, images: Bytes) -> None:
        self.images = images
        self.drawn: list[NDArray[np.int64]] = []

    def __getitem__(self, batch: NDArray[np.int64]) -> Bytes:
        self.drawn.append(batch)
        drawn: Bytes = self.images[batch]
        return drawn


def batch_first(x: Array) -> torch.Tensor:
    """A leaf of torch with a copy of what the program keeps with the batch last."""
    return torch.tensor(np.moveaxis(x, -1, 0)).requires_grad_()


def batch_last(x: torch.Tensor | None) -> Array:
    """The array that the program would keep, with the batch last."""
    assert x is not None
    return np.moveaxis(x.detach().numpy(), 0, -1)


def random_network(filters: tuple[int, int], features: int, rng: np.random.Generator) -> Arrays:
    """Float64 parameters; every other bias is zero, so that a blank image meets the kink of those ReLUs."""
    shapes = (filters[0], 1, 5, 5), (filters[1], filters[0], 5, 5), (10, features)
    weights = [rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:])) for shape in shapes]
    biases = [rng.normal(size=shape[0]) * (np.arange(shape[0]) % 2) for shape in shapes]
    return [array for pair in zip(weights, biases, strict=True) for array in pair]


def torch_network(parameters: Arrays, pool_first: bool = False) -> nn.Sequential:
    """The same network in torch, with copies of these parameters; as in textbooks the ReLU comes before the pooling."""
    w1, _, w2, _, w3, _ = parameters
    rest = [nn.MaxPool2d(2), nn.ReLU()] if pool_first else [nn.ReLU(), nn.MaxPool2d(2)]
    first, second = nn.Conv2d(1, len(w1), 5), nn.Conv2d(len(w1), len(w2), 5, padding=1)
    net = nn.Sequential(first, *rest, second, *rest, nn.Flatten(), nn.Linear(*w3.shape[::-1]))
    net = net.to(torch.tensor(w1).dtype)
    for mine, given in zip(net.parameters(), parameters, strict=True):
        mine.data.copy_(torch.tensor(given))
    return net


def torch_training(net: nn.Module, images: Bytes, labels: Bytes, seed: int, epochs: int = 5) -> Iterator[int]:
    """The program's training in eager PyTorch, from the same random numbers; yields after every iteration."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    rng, pictures, answers = np.random.default_rng(seed), torch.tensor(images), torch.tensor(labels, dtype=torch.int64)
    dtype, batches, done = next(net.parameters()).dtype, len(labels) // 50, 0
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(labels)), batches):
            chosen = torch.from_numpy(batch)
            moved = torch.roll(pictures[chosen], rng.integers(-1, 2, size=2).tolist(), dims=(1, 2))
            optimizer.param_groups[0]["lr"] = 0.05 * min((done + 1) / 200, 1 - done / (epochs * batches))
            optimizer.zero_grad()
            cross_entropy(net((moved[:, None] / 255).to(dtype)), answers[chosen]).backward()
            optimizer.step()
            done += 1
            yield done


def naive_convolution(x: Array, weights: Array, bias: Array, padding: int, stride: int) -> Array:
    """One image's maps, (filters, rows, columns), as the definition reads: window by window, filter by filter."""
    k = weights.shape[-1]
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    rows, columns = ((side - k) // stride + 1 for side in x.shape[1:])
    maps = np.empty((len(weights), rows, columns))
    for f, row, column in np.ndindex(maps.shape):
        window = x[:, stride * row : stride * row + k, stride * column : stride * column + k]
        maps[f, row, column] = (weights[f] * window).sum() + bias[f]
    return maps


def naive_pooling(x: Array, k: int, s: int) -> Array:
    """The largest value of each window of images (N, C, H, W), window by window."""
    maps = np.empty((*x.shape[:2], (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1))
    for i, j in np.ndindex(maps.shape[2:]):
        maps[:, :, i, j] = x[:, :, s * i : s * i + k, s * j : s * j + k].max(axis=(2, 3))
    return maps


def error_of(ours: Array, truth: Array) -> float:
    """The relative error; infinite where the shape is another one."""
    return relative_error(ours, truth) if ours.shape == truth.shape else np.inf


def no_looser(bar: float, declared: float) -> None:
    """Refuse an upper bar that was raised beyond the one of the sentence: nothing could break it in the end."""
    if bar > declared:
        raise Undecided(
            en=f"the sentence speaks of at most {declared:g}; a bar of {bar:g} asks for less",
            ko=f"문장은 {declared:g} 이하라고 한다. bar = {bar:g}이면 그보다 약한 주장이다",
        )


def batches_of_fifty(images: int, most: int) -> None:
    """Refuse a number of images that makes no batch."""
    if not 50 <= images <= most:
        raise Undecided(
            en=f"{images} images; the experiment needs from 50, which is one batch, to {most}",
            ko=f"이미지 {images}장: 이 실험에는 배치 하나인 50장부터 {most}장까지 필요하다",
        )


mutant("lets torch work in float64", "torch.tensor(w1).dtype", "torch.float64")
mutant("torch draws with replacement", "rng.permutation(len(labels))", "rng.integers(len(labels), size=len(labels))")
