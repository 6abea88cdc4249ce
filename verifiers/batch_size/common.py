"""What the claims on batch size share: digits, the gradient of each by torch, and how far gradients are apart."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import Measurement, at_least, at_most, mutant, within

from ..programs.minibatch_descent import Array, Labels, mean_gradient

COUNTED = "whole numbers, counted"


class Digits(NamedTuple):
    """Random weights (50, 10), images (samples, 50) in [0, 1], labels (samples,), and their places in MNIST."""

    weights: Array
    images: Array
    labels: Labels
    places: Labels

    def gradient(self, rows: Any) -> Array:
        """The mean gradient over these rows by the program under test."""
        return mean_gradient(self.weights, self.images[rows], self.labels[rows])


def digits(samples: int, rng: np.random.Generator) -> Digits:
    """Random MNIST digits shrunk to 7x7 pixels, with a constant beside them."""
    data = mnist.load()
    places = rng.choice(len(data.train_labels), size=samples, replace=False)
    images = data.train_images[places].reshape(samples, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(samples, 49)
    weights = 0.3 * rng.normal(size=(50, 10))
    return Digits(
        weights, np.hstack([images / 255, np.ones((samples, 1))]), data.train_labels[places].astype(np.int64), places
    )


def check_digits(data: Digits) -> Iterator[Measurement]:
    """Whether the digits are a random sample without repeats, each with its own label."""
    samples, all_of_them = len(data.labels), len(mnist.load().train_labels)
    off_centre = abs(data.places.mean() / all_of_them - 0.5) * math.sqrt(12 * samples)
    kinds = np.unique(data.labels)
    means = np.array([data.images[data.labels == digit].mean(axis=0) for digit in kinds])
    nearest = kinds[((data.images[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)]
    original = mnist.load()
    whole = torch.tensor(original.train_images[data.places]).double()[:, None]
    shrunk = torch.nn.functional.avg_pool2d(whole, 4).reshape(samples, 49).numpy() / 255
    yield Measurement(
        "digits whose label is not that of their place in MNIST",
        int(np.count_nonzero(original.train_labels[data.places] != data.labels)),
        within(0, 0, because=COUNTED),
        check=True,
    )
    yield Measurement(
        "how odd places and weights look",
        max(oddity_of_integers(data.places, all_of_them), oddity_of_normal(data.weights / 0.3)),
        NOT_ODD,
        check=True,
    )
    yield Measurement(
        "pixels: most off the means of four by four by torch",
        float(np.abs(data.images[:, :49] - shrunk).max()),
        at_most(1e-15, because="sums of 16 whole numbers are exact; rounding of two divisions"),
        check=True,
    )
    yield Measurement(
        "digits drawn twice", samples - len(set(data.places.tolist())), within(0, 0, because=COUNTED), check=True
    )
    yield Measurement(
        "mean place of the digits in MNIST off the middle",
        off_centre,
        at_most(5, because="5 standard errors of a mean of places drawn at random"),
        unit="standard errors",
        check=True,
    )
    yield Measurement(
        "share of digits nearest to the mean of their own class",
        float(np.mean(nearest == data.labels)),
        at_least(0.5, because="labels of other digits leave a tenth, and a little more where the mean is of few"),
        check=True,
    )


def torch_gradients(data: Digits) -> Array:
    """The gradient of every single sample's loss, shape (samples, pixels, 10), by automatic differentiation."""
    copies = torch.tensor(data.weights).repeat(len(data.labels), 1, 1).requires_grad_()
    scores = torch.einsum("np,npc->nc", torch.tensor(data.images), copies)
    loss = cross_entropy(scores, torch.tensor(data.labels), reduction="sum")
    return np.asarray(torch.autograd.grad(loss, copies)[0])


def distance(a: Array, b: Array) -> float:
    """The length of the difference, relative to that of b."""
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


def squared_errors(data: Digits, target: Array | float, epoch: Iterable[Any]) -> Array:
    """|g_B - target|² of each batch."""
    return np.array([((data.gradient(rows) - target) ** 2).sum() for rows in epoch])


def standard_errors(squares: Array, expected: float) -> float:
    """How far the mean of independent numbers is from its expectation, in standard errors."""
    return float(abs(squares.mean() - expected) / (squares.std(ddof=1) / math.sqrt(len(squares))))


def check_standard_errors() -> Measurement:
    """Whether `standard_errors` finds the number that is right for fifty ones and fifty threes."""
    return Measurement(
        "fifty ones and fifty threes: their mean off 1",
        standard_errors(np.repeat([1.0, 3.0], 50), 1.0),
        within(math.sqrt(99), 1e-12, because="their mean is 2, and 1/√99 its standard error"),
        unit="standard errors",
        check=True,
    )


def regression(rng: np.random.Generator, samples: int, d: int) -> tuple[Array, Array, Array]:
    """Inputs (samples, d), targets of ones with noise of variance 1, and the solution of least squares."""
    rows = rng.normal(size=(samples, d))
    targets = rows @ np.ones(d) + rng.normal(size=samples)
    return rows, targets, np.asarray(np.linalg.lstsq(rows, targets, rcond=None)[0], dtype=np.float64)


def odd_regressions(seed: int) -> float:
    """How odd inputs and noise of fifty problems of six samples look."""
    drawn = [regression(np.random.default_rng([seed, k]), 6, 2) for k in range(1, 51)]
    return max(
        oddity_of_normal([rows for rows, _, _ in drawn]),
        oddity_of_normal([targets - rows @ np.ones(2) for rows, targets, _ in drawn]),
    )


def cut(order: Labels, size: int) -> list[Labels]:
    """The rows of `order` in chunks of `size`, as they come; the last is short if size does not divide them."""
    return np.split(order, range(size, len(order), size))


mutant(
    "takes the first digits", "rng.choice(len(data.train_labels), size=samples, replace=False)", "np.arange(samples)"
)
mutant(
    "gives every fourth digit the label of another",
    "data.train_labels[places].astype(np.int64)",
    "np.where(np.arange(samples) % 4, data.train_labels[places], data.train_labels[places - 1]).astype(np.int64)",
)
mutant(
    "gives each digit the label of the next",
    "data.train_labels[places].astype(np.int64)",
    "data.train_labels[places - 1].astype(np.int64)",
)
mutant(
    "measures the distance from the point behind the noise",
    "np.asarray(np.linalg.lstsq(rows, targets, rcond=None)[0], dtype=np.float64)",
    "np.ones(d)",
)
