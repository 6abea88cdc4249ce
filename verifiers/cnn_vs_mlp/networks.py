"""The networks of these claims in torch, and how they are trained and tested; the MLP by hand."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from quizdl.lab.differences import relative_error
from quizdl.verify import Measurement, mutant, within

from ..programs import mnist_mlp
from ..programs.minibatches import Indices
from .digits import Images, Labels, Watched

Array = NDArray[Any]  # float64; float32 where all of MNIST is trained on


SMALLEST = 1e-17  # where a difference of zero is drawn on a logarithmic axis


class LocallyConnected(nn.Module):
    """A convolution from 1 map to 8, of 3×3 on 14×14 pixels, that does not share its weights.

    They start as those of torch's convolution: uniform between ±1/√9.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kernels = nn.Parameter(torch.empty(8, 196, 9).uniform_(-1 / 3, 1 / 3))
        self.bias = nn.Parameter(torch.empty(8, 14, 14).uniform_(-1 / 3, 1 / 3))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        windows = functional.unfold(images, 3, padding=1)  # (N, 9, 196)
        maps = torch.einsum("nkp,fpk->nfp", windows, self.kernels)
        return maps.reshape(-1, 8, 14, 14) + self.bias


def cnn() -> nn.Sequential:
    """52 480 parameters, as many as the MLP below. With the channels last in memory a CPU pools much faster."""
    net = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(8, 12, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Flatten(), nn.Linear(588, 86), nn.ReLU(), nn.Linear(86, 10)),
    )
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]  # not in its stubs


def mlp() -> nn.Sequential:
    """784 pixels, 66 hidden units, 10 logits."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 66), nn.ReLU(), nn.Linear(66, 10))


def shallow(first: nn.Module) -> nn.Sequential:
    """A classifier of 14×14 pixels behind a first layer that gives 8 maps."""
    return nn.Sequential(first, nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(392, 10))


def train(net: nn.Module, x: Watched, labels: Labels, batches: list[Indices], lr: float = 0.05) -> nn.Module:
    """The net after gradient descent with momentum 0.9 on the mean cross-entropy, one step a batch."""
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    for batch in batches:
        optimizer.zero_grad()
        logits = net(torch.from_numpy(x[batch]))
        functional.cross_entropy(logits, torch.from_numpy(labels[batch])).backward()
        optimizer.step()
    return net


def first_weights(net: nn.Module) -> bytes:
    """The weights of the first layer, to tell one start from another."""
    return next(net.parameters()).detach().numpy().tobytes()


def check_starts(starts: list[bytes], different: int) -> Measurement:
    """Whether nets of a kind start alike for one seed, and otherwise for another."""
    return Measurement(
        "different starts of all nets",
        len(set(starts)),
        within(different, 0, because="one for each seed and kind of net"),
        check=True,
    )


def outputs(net: nn.Module, images: Images) -> Array:
    """The logits, shape (N, 10), in float64."""
    with torch.no_grad():
        parts = [net(torch.from_numpy(images[n : n + 500])) for n in range(0, len(images), 500)]
        return torch.cat(parts).double().numpy()


def digits_of(scores: Array) -> Labels:
    """The digit of each image with the largest logit or score (N, 10)."""
    digits: Labels = scores.argmax(axis=1)
    return digits


def accuracy(net: nn.Module, images: Images, labels: Labels) -> float:
    """The share of images whose own digit has the largest logit."""
    return float((digits_of(outputs(net, images)) == labels).mean())


def arrays(net: nn.Module) -> list[Array]:
    """The parameters in float64, as torch lists them."""
    return [parameter.detach().double().numpy() for parameter in net.parameters()]


def changes_of(outputs: Sequence[Array]) -> list[float]:
    """The relative error of each output against the first, which is that of the image as it is."""
    return [relative_error(one, outputs[0].copy()) for one in outputs]


def count(net: nn.Module) -> int:
    """How many parameters torch counts."""
    return sum(parameter.numel() for parameter in net.parameters())


def mlp_path(start: list[Array], x: Any, labels: Any, batches: list[Indices], lr: float) -> Iterator[list[Array]]:
    """The MLP by hand: its parameters after each step of gradient descent with momentum, one step a batch.

    start   W₁ (784, hidden), b₁, W₂ (hidden, 10), b₂, which stay as they are
    x       rows of pixels (N, 784); all that is asked of them is x[batch]
    """
    parameters = [array.copy() for array in start]
    velocities = [np.zeros_like(array) for array in start]
    for batch in batches:
        rows = x[batch]
        hidden, scores = mnist_mlp.forward(parameters, rows)
        gradients = mnist_mlp.backward(parameters, rows, hidden, scores, labels[batch])
        mnist_mlp.step(parameters, velocities, gradients, lr)
        yield [parameter.copy() for parameter in parameters]


def mlp_accuracy(parameters: list[Array], images: Images, labels: Labels) -> float:
    """The share of images (N, 1, 28, 28) whose own digit has the highest score."""
    _, scores = mnist_mlp.forward(parameters, images.reshape(len(images), -1))
    return float((digits_of(scores) == labels).mean())


mutant(
    "starts unshared weights a tenth too small",
    "torch.empty(8, 196, 9).uniform_(-1 / 3, 1 / 3)",
    "torch.empty(8, 196, 9).uniform_(-0.3, 0.3)",
)
mutant("never clears the gradients", "        optimizer.zero_grad()\n", "")
mutant("forgets the 1/B", "error /= len(labels)", "error /= 1", program="mnist_mlp")
mutant("masks by the output", "(hidden > 0)", "(hidden >= 0)", program="mnist_mlp")
mutant("climbs", "parameter -= rate * velocity", "parameter += rate * velocity", program="mnist_mlp")
mutant(
    "softmax over the batch",
    "powers.sum(axis=1, keepdims=True)",
    "powers.sum(axis=0, keepdims=True)",
    program="mnist_mlp",
)
