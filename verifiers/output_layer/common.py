"""What the claims on the output layer share: digits of MNIST, networks of torch, and how these are trained."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import Measurement, at_most, mutant, within

from ..programs.softmax_cross_entropy import Array, Labels

Images = NDArray[Any]  # float32, rows of grey values between 0 and 1

FLOAT64 = "a few operations in float64"
SUMS = "sums of a few hundred terms in float64"
NOTHING = 1e-17  # where a distance of zero is drawn on a logarithmic axis


def sum_off_one(rows: Array) -> Array:
    """How far the sum of each row is from 1."""
    off: Array = np.abs(rows.sum(axis=1) - 1)
    return off


def digits(samples: int, rng: np.random.Generator) -> tuple[Images, Labels]:
    """Random training images of MNIST, shape (samples, 784), and their labels."""
    data = mnist.load()
    chosen = rng.choice(len(data.train_labels), size=samples, replace=False)
    return data.train_images[chosen].reshape(samples, -1) / np.float32(255), data.train_labels[chosen].astype(np.int64)


def test_digits(rng: np.random.Generator) -> tuple[Images, Labels]:
    """All test images in random order, for the two halves of that set differ in difficulty; and their labels."""
    data = mnist.load()
    order = rng.permutation(len(data.test_labels))
    return data.test_images[order].reshape(len(order), -1) / np.float32(255), data.test_labels[order].astype(np.int64)


def sample_checks(
    trained: tuple[Images, Labels], tested: tuple[Images, Labels], samples: int, tests: int = 10_000
) -> list[Measurement]:
    """Checks of a draw: so many different images with labels of their own, and none of the tested ones trained on."""
    data = mnist.load()
    known = {
        image.tobytes(): (int(label), half, place)
        for images, labels, half in (
            (data.train_images, data.train_labels, 2),
            (data.test_images[:5000], data.test_labels[:5000], 0),
            (data.test_images[5000:], data.test_labels[5000:], 1),
        )
        for place, (image, label) in enumerate(zip(images, labels, strict=True), start=5000 * (half == 1))
    }
    stranger = (-1, -1, 0)  # no image of MNIST
    greys = [np.rint(255 * images).astype(np.uint8) for images in (trained[0], tested[0])]
    found = [np.array([known.get(row.tobytes(), stranger) for row in grey]) for grey in greys]
    rounding = max(np.abs(255 * x - grey).max() for (x, _), grey in zip((trained, tested), greys, strict=True))
    wrong = sum(int(np.sum(pairs[:, 0] != y)) for pairs, y in zip(found, (trained[1], tested[1]), strict=True))
    different = sum(len({row.tobytes() for row in images}) for images, _ in (trained, tested))
    halves = found[1][:, 1]
    spread = 5 * np.sqrt((10_000 - tests) / (4 * 9999 * tests))
    return [
        Measurement(
            "different images drawn",
            different,
            within(samples + tests, 0, because="no two images of a set of MNIST are equal"),
            check=True,
        ),
        Measurement("images with a wrong label", wrong, within(0, 0, because="a count"), check=True),
        Measurement(
            "largest error of a grey value / 255",
            float(rounding),
            at_most(1e-4, because="k/255 in float32, up to one"),
            check=True,
        ),
        Measurement(
            "brightest pixel of both samples",
            float(min(trained[0].max(), tested[0].max())),
            within(1, 0, because="grey values end at 255"),
            check=True,
        ),
        Measurement(
            "how odd the places of the images in MNIST look",
            max(oddity_of_integers(found[0][:, 2], 60_000), oddity_of_integers(found[1][:, 2], 10_000)),
            NOT_ODD,
            unit="standard errors",
            check=True,
        ),
        Measurement(
            "training images that are none of MNIST's",
            int(np.sum(found[0][:, 1] != 2)),
            within(0, 0, because="MNIST keeps training and test images apart"),
            check=True,
        ),
        Measurement(
            "test images that are none of MNIST's",
            int(np.sum((halves != 0) & (halves != 1))),
            within(0, 0, because="MNIST keeps training and test images apart"),
            check=True,
        ),
        Measurement(
            "share of tested images from the second half of the test set",
            float(np.mean(halves == 1)),
            within(0.5, spread, because="drawn from both halves alike; five standard deviations"),
            check=True,
        ),
    ]


def shuffled(samples: int, epochs: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Batches of 50, every sample once an epoch, shape (steps, 50)."""
    return np.concatenate([rng.permutation(samples).reshape(-1, 50) for _ in range(epochs)])


def falling(lr: float, steps: int) -> Array:
    """A learning rate for every step, in a straight line from lr towards 0."""
    return lr * (1 - np.arange(steps) / steps)


def fit(net: nn.Module, x: NDArray[Any], labels: Labels, epochs: int, lr: float, rng: np.random.Generator) -> nn.Module:
    """The net after gradient descent on the mean cross-entropy, at a learning rate that falls to 0."""
    rows, answers = torch.tensor(x), torch.tensor(labels)
    batches = shuffled(len(labels), epochs, rng)
    for batch, rate in zip(batches, falling(lr, len(batches)), strict=True):
        net.zero_grad()
        functional.cross_entropy(net(rows[batch]), answers[batch]).backward()
        with torch.no_grad():
            for parameter in net.parameters():
                assert parameter.grad is not None
                parameter.add_(parameter.grad, alpha=-rate)
    return net


class Shown:
    """What a net is trained on: a hash of each batch that it takes in training mode, in their order."""

    def __init__(self, net: nn.Module) -> None:
        self.batches: list[int] = []
        net.register_forward_pre_hook(self.take)

    def take(self, net: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        """Called before each forward pass."""
        if net.training:
            self.batches.append(hash(inputs[0].detach().numpy().tobytes()))

    def off(self, samples: int, epochs: int) -> int:
        """How many batches there are too many or too few for so many epochs, or that were shown twice."""
        steps = epochs * samples // 50
        return abs(len(self.batches) - steps) + steps - len(set(self.batches))

    def apart(self, other: "Shown") -> int:
        """How many batches the two do not share, place by place."""
        alike = sum(a == b for a, b in zip(self.batches, other.batches, strict=False))
        return max(len(self.batches), len(other.batches)) - alike


def check_batches(*off: int) -> Measurement:
    """Whether nets were shown as many batches as told, all of them different."""
    return Measurement(
        "batches too many or too few for the epochs or shown twice",
        max(off),
        within(0, 0, because="one step a batch of 50; each epoch shuffles anew"),
        check=True,
    )


def start_apart(one: nn.Module, other: nn.Module) -> int:
    """In how many arrays of parameters two nets differ, in shape or in a number."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return sum(not torch.equal(a, b) for a, b in pairs)


def outputs(net: nn.Module, x: NDArray[Any]) -> Array:
    """What the trained net gives in evaluation mode, in float64."""
    net.eval()
    with torch.no_grad():
        logits: Array = np.concatenate(
            [net(torch.tensor(x[i : i + 1000])).numpy() for i in range(0, len(x), 1000)]
        ).astype(float)
    return logits


def classifier(hidden: int, seed: int) -> nn.Sequential:
    """A network of one hidden layer that gives ten logits."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def right(z: Array, labels: Labels) -> NDArray[np.bool_]:
    """Whether the largest entry of each row is that of its label."""
    same: NDArray[np.bool_] = z.argmax(axis=1) == labels
    return same


def thinned(values: Array, points: int = 400) -> tuple[Array, Array]:
    """Places and values of at most so many entries, the first and the last among them."""
    places = np.unique(np.linspace(0, len(values) - 1, points).astype(int))
    return places.astype(float), values[places]


mutant(
    "trains on the first images",
    "rng.choice(len(data.train_labels), size=samples, replace=False)",
    "np.arange(samples)",
)
mutant("forgets eval() before it measures", "    net.eval()\n", "")
mutant(
    "tests on training images",
    "data.test_images[order].reshape(len(order), -1) / np.float32(255), data.test_labels[",
    "data.train_images[order].reshape(len(order), -1) / np.float32(255), data.train_labels[",
)
mutant("shuffles once for all epochs", "-1, 50) for _ in range(epochs)]", "-1, 50)] * epochs")
mutant("trains on images drawn twice", "size=samples, replace=False)", "size=samples)")
mutant("tests on the first half of the test set first", "rng.permutation(len(data.test_labels))", "np.arange(10_000)")
mutant("lets the learning rate rise", "lr * (1 - np.arange(steps) / steps)", "lr * (1 + np.arange(steps) / steps)")
