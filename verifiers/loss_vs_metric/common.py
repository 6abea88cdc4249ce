"""What the claims on losses and metrics share: digits of MNIST, the three losses, a network, and bounds by rounding."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from quizdl.lab import mnist
from quizdl.verify import Measurement, Undecided, mutant, within

from ..programs.linear_classifier import Array, Gradient
from ..programs.sigmoid import sigmoid
from ..programs.sigmoid_losses import bce_gradient, squared_error_gradient
from ..programs.softmax_cross_entropy import row_losses, softmax

Digits = tuple[Array, Array]  # images (n, 784) from 0 to 1, and one-hot targets (n, 10)


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def digits(seed: int, train: int, test: int = 0) -> list[Digits]:
    """Two disjoint random draws from MNIST."""
    data = mnist.load()
    drawn = np.random.default_rng(seed).permutation(len(data.train_labels))[: train + test]
    parts = drawn[:train], drawn[train:]
    return [(data.train_images[i].reshape(-1, 784) / 255, np.eye(10)[data.train_labels[i]]) for i in parts]


def all_different(parts: Sequence[Digits], images: int) -> Measurement:
    """The check that two draws hold so many images in all, no two of them equal."""
    drawn = [image.tobytes() for x, _ in parts for image in x]
    return Measurement(
        "images of both draws that are missing or drawn twice",
        abs(len(drawn) - images) + len(drawn) - len(set(drawn)),
        within(0, 0, because="two disjoint draws; no two of MNIST's training images are equal"),
        check=True,
    )


def cross_entropy(z: Array, y: Array) -> Array:
    """-Σ y ln p of every row, for one-hot y."""
    return row_losses(z, y.argmax(axis=1))


def cross_entropy_gradient(z: Array, y: Array) -> Array:
    """p - y, of every row's loss."""
    return softmax(z) - y


LOSSES: dict[str, tuple[Gradient, Callable[[Array], Array]]] = {  # the gradient, and what makes probabilities of logits
    "CE": (cross_entropy_gradient, softmax),
    "BCE": (bce_gradient, sigmoid),
    "MSE": (squared_error_gradient, sigmoid),
}


def network(seed: int, dropout: float = 0.0, batch_norm: bool = False, hidden: int = 32) -> nn.Sequential:
    """784 inputs, one hidden layer and ten logits."""
    torch.manual_seed(seed)
    norm = nn.BatchNorm1d(hidden) if batch_norm else nn.Identity()
    first, last = nn.Linear(784, hidden), nn.Linear(hidden, 10)
    return nn.Sequential(first, norm, nn.ReLU(), nn.Dropout(dropout), last)


mutant(
    "draws from the first half of the images",
    "permutation(len(data.train_labels))[: train",
    "permutation(len(data.train_labels) // 2)[: train",
)
mutant("pairs images with the labels of others", "[data.train_labels[i]]", "[data.train_labels[np.sort(i)]]")
