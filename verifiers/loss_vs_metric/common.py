"""What the claims on losses and metrics share: digits of MNIST, the three losses, a network, and bounds by rounding."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
import torch
from torch import nn

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import Control, Measurement, Undecided, at_most, mutant, within

from ..programs.linear_classifier import Array, Gradient, fit
from ..programs.sigmoid import sigmoid
from ..programs.sigmoid_losses import bce_gradient, squared_error_gradient
from ..programs.softmax_cross_entropy import row_losses, softmax

Digits = tuple[Array, Array]  # images (n, 784) from 0 to 1, and one-hot targets (n, 10)


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def digits(rng: np.random.Generator, *sizes: int) -> list[Digits]:
    """Disjoint random draws from MNIST, one of each size."""
    data = mnist.load()
    drawn = rng.permutation(len(data.train_labels))[: sum(sizes)]
    parts = np.split(drawn, np.cumsum(sizes)[:-1])
    return [(data.train_images[i].reshape(-1, 784) / 255, np.eye(10)[data.train_labels[i]]) for i in parts]


@cache
def _places() -> dict[bytes, int]:
    """Where each training image of MNIST stands, by its bytes."""
    return {image.tobytes(): place for place, image in enumerate(mnist.load().train_images)}


def check_digits(parts: Sequence[Digits], *sizes: int) -> list[Measurement]:
    """Whether the draws hold so many images each, all different, from anywhere in MNIST, with labels of their own."""
    greys = [np.rint(255 * image).astype(np.uint8).tobytes() for x, _ in parts for image in x]
    places = np.array([_places().get(grey, 0) for grey in greys])
    labels = np.concatenate([y.argmax(axis=1) for _, y in parts])
    missing = sum(abs(len(x) - size) for (x, _), size in zip(parts, sizes, strict=True))
    strangers = len(greys) - len(_places().keys() & set(greys))
    return [
        Measurement(
            "images of all draws that are missing or drawn twice or none of MNIST's",
            missing + strangers,
            within(0, 0, because="disjoint draws; no two of MNIST's training images are equal"),
            check=True,
        ),
        Measurement(
            "images with the label of another",
            int(np.sum(mnist.load().train_labels[places] != labels)),
            within(0, 0, because="a count"),
            check=True,
        ),
        Measurement(
            "how odd the places of the images in MNIST look",
            oddity_of_integers(places, 60_000),
            NOT_ODD,
            unit="standard errors",
            check=True,
        ),
        Measurement(
            "largest error of a grey value",
            max(float(np.abs(255 * x - np.rint(255 * x)).max() + abs(x.max() - 1)) for x, _ in parts),
            at_most(1e-12, because="k/255 up to one; rounding"),
            check=True,
        ),
    ]


def draws_hold(parts: Sequence[Digits], *sizes: int) -> list[Control]:
    """The same for a claim that is refuted, whose measurements are of the sentence alone."""
    checks = check_digits(parts, *sizes)
    return [Control(check.name, check.value, check.bound, check=True, must="hold") for check in checks]


def check_runs(runs: int, *drawn: Iterable[Array]) -> Measurement:
    """Whether what each run draws, of every kind, is what no other has."""
    return Measurement(
        "draws that no other run has",
        min(len({one.tobytes() for one in of_a_kind}) for of_a_kind in drawn),
        within(runs, 0, because="each run draws its own"),
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


def unseen_logits(parts: Sequence[Digits], loss: str, lr: float, epochs: int, bias: float = 0.0) -> Array:
    """Logits of the second draw by a linear classifier that was trained on the first."""
    (x, y), (x_test, _) = parts
    w, b = fit(LOSSES[loss][0], x, y, lr, epochs, bias=bias)
    logits: Array = x_test @ w + b
    return logits


def network(seed: int, dropout: float = 0.0, batch_norm: bool = False, hidden: int = 32) -> nn.Sequential:
    """784 inputs, one hidden layer and ten logits."""
    torch.manual_seed(seed)
    norm = nn.BatchNorm1d(hidden) if batch_norm else nn.Identity()
    first, last = nn.Linear(784, hidden), nn.Linear(hidden, 10)
    return nn.Sequential(first, norm, nn.ReLU(), nn.Dropout(dropout), last)


mutant(
    "draws from the first half of the images",
    "rng.permutation(len(data.train_labels))",
    "rng.permutation(len(data.train_labels) // 2)",
)
mutant("pairs images with the labels of others", "[data.train_labels[i]]", "[data.train_labels[np.sort(i)]]")
