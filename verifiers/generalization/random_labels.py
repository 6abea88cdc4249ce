"""A network that fits random labels: it can memorise, and memorising takes longer than learning."""

import math
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab import mnist
from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.lab.statistics import mean_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.min_norm import min_norm
from .common import LEVEL, Array, Indices, floats, most_errors, require, standard_errors

IMAGES, BATCH, HIDDEN, EPOCHS, TESTED = 300, 50, 64, 100, 1000
Tensor = torch.Tensor


def halved(images: NDArray[np.uint8]) -> Array:
    """Images as rows of 14 x 14 means of four pixels, from 0 to 1."""
    blocks = images.reshape(len(images), 14, 2, 14, 2)
    return np.asarray(blocks.mean(axis=(2, 4)).reshape(len(images), -1) / 255, dtype=np.float64)


class Networks:
    """MLPs with one hidden layer of ReLU side by side, of one training set each, trained by Adam."""

    def __init__(self, count: int, hidden: int, source: torch.Generator) -> None:
        self.parameters = [
            (math.sqrt(2 / 196) * torch.randn((count, 196, hidden), generator=source)).requires_grad_(),
            torch.zeros((count, 1, hidden), requires_grad=True),
            (math.sqrt(2 / hidden) * torch.randn((count, hidden, 10), generator=source)).requires_grad_(),
            torch.zeros((count, 1, 10), requires_grad=True),
        ]
        self.optimizer = torch.optim.Adam(self.parameters, lr=0.01)

    def logits(self, x: Tensor) -> Tensor:
        """For x (count, n, 196), or (n, 196) for all of them; shape (count, n, 10)."""
        w, b, v, c = self.parameters
        return torch.relu(x @ w + b) @ v + c

    def step(self, x: Tensor, y: Tensor) -> None:
        """One step for each network, with y (count, n); the sum of losses keeps the networks apart."""
        loss = torch.nn.functional.cross_entropy(self.logits(x).flatten(0, 1), y.flatten(), reduction="sum")
        self.optimizer.zero_grad()
        (loss / y.shape[1]).backward()
        self.optimizer.step()

    def accuracies(self, x: Tensor, y: Tensor) -> Array:
        """The share of right answers of each network, shape (count,)."""
        with torch.no_grad():
            return np.asarray((self.logits(x).argmax(dim=2) == y).double().mean(dim=1).numpy())


class Trained(NamedTuple):
    """Networks after their training, and what it went by."""

    networks: Networks
    reached: Array  # training accuracies by epoch, shape (epochs + 1, count)
    sums: Array  # of the weights of each unit at the start over √2: of variance 1 (He 2015), shape (count, units)
    orders: Indices  # of the images, shape (epochs, n)


def train(x: Tensor, y: Tensor, hidden: int, seed: int) -> Trained:
    """Networks trained on x (count, n, 196) with labels y (count, n)."""
    source = torch.Generator().manual_seed(seed)
    networks = Networks(len(x), hidden, source)
    sums = [w.detach().double().sum(dim=1) / math.sqrt(2) for w in networks.parameters[::2]]
    reached, orders = [networks.accuracies(x, y)], []
    for _ in range(EPOCHS):
        seen = torch.split(torch.randperm(x.shape[1], generator=source), BATCH)
        for batch in seen:
            networks.step(x[:, batch], y[:, batch])
        reached.append(networks.accuracies(x, y))
        orders.append(torch.cat(seen).numpy())
    return Trained(networks, np.array(reached), torch.cat(sums, dim=1).numpy(), np.array(orders))


def epochs_to_fit(reached: Array) -> Array:
    """The first epoch with a training accuracy of 1, for each network; one more than there were where there is none."""
    fitted = reached == 1
    return np.where(fitted.any(axis=0), fitted.argmax(axis=0), len(reached))


def linear_accuracy(pixels: Array, labels: Indices, columns: int) -> float:
    """Training accuracy of least squares on one-hot labels, on the inkiest pixels and a constant."""
    inkiest = np.argsort(-pixels.sum(axis=0), kind="stable")[: columns - 1]
    x = np.hstack([pixels[:, inkiest], np.ones((len(pixels), 1))])
    fitted = x @ min_norm(x, np.eye(10)[labels])
    return float(np.mean(fitted.argmax(axis=1) == labels))


@claim(
    en="An MLP fits 300 images of digits with uniformly random labels as completely as with the true ones, in more "
    "epochs; on new images it then answers at chance, where true labels give far more than half. Two hidden units "
    "cannot memorise them.",
    ko="MLP는 숫자 이미지 300장을 균등하게 무작위로 정한 레이블에도 참 레이블과 똑같이 완전히 맞추며, epoch가 더 "
    "걸린다. 그렇게 학습하면 새 이미지에서 우연 수준으로 답하고, 참 레이블로 학습하면 절반을 훨씬 넘게 맞힌다. "
    "은닉 유닛이 두 개이면 외우지 못한다.",
    short="Random labels",
    seconds=5,
    literature="Zhang 2017; Arpit 2017",
)
def random_labels(networks: int = 12, seed: int = 0) -> Evidence:
    require(
        12 <= networks <= 24,
        en="12 to 24 networks: fewer leave the interval wide, more take long",
        ko="신경망은 12개에서 24개 사이여야 한다. 적으면 구간이 넓고 많으면 오래 걸린다",
    )
    rng, data, count = np.random.default_rng(seed), mnist.load(), networks * IMAGES
    rows = rng.permutation(len(data.train_images))[:count]
    tested = rng.permutation(len(data.test_images))[:TESTED]
    x = torch.tensor(halved(data.train_images[rows]), dtype=torch.float32).reshape(networks, IMAGES, -1)
    new = torch.tensor(halved(data.test_images[tested]), dtype=torch.float32)
    answers = torch.tensor(data.test_labels[tested].astype(np.int64))
    true = torch.tensor(data.train_labels[rows].astype(np.int64)).reshape(networks, IMAGES)
    drawn = rng.integers(10, size=(networks, IMAGES))
    drawn_labels = torch.tensor(drawn)
    settings = {"true": (true, HIDDEN), "random": (drawn_labels, HIDDEN), "two": (drawn_labels, 2)}
    runs = {name: train(x, labels, hidden, seed) for name, (labels, hidden) in settings.items()}
    right = {name: run.networks.accuracies(new, answers) for name, run in runs.items()}
    fitted = {name: epochs_to_fit(run.reached) for name, run in runs.items()}
    highest = {name: run.reached.max(axis=0) for name, run in runs.items()}
    longer = np.log(fitted["random"] / fitted["true"])
    epochs = {name: float(fitted[name].mean()) for name in ("true", "random")}
    pixels = data.train_images[rows[:IMAGES]].reshape(IMAGES, -1) / 255.0
    interval = mean_interval(longer, LEVEL)
    most = most_errors(networks)
    all_fitted = within(1, 0, because="every training image is answered by its label at some epoch")
    agreed = float(np.mean(drawn == true.numpy()))
    return Evidence(
        finding=Finding(
            "True labels are fitted after {true:.3g} epochs and random ones after {random:.3g}; on new images "
            "networks of true labels get {right:.2g} and those of random labels no more than chance",
            true="mean number of epochs to fit true labels",
            random="mean number of epochs to fit random labels",
            right="accuracy on new images with true labels",
        ),
        caption="Mean training accuracy over epochs, of networks on 300 images each: with true labels, with random "
        "ones, and with random ones and two hidden units. At the end: accuracy on new images with true labels.",
        measurements=[
            Measurement("least training accuracy reached with true labels", highest["true"].min(), all_fitted),
            Measurement("least training accuracy reached with random labels", highest["random"].min(), all_fitted),
            Measurement(
                "mean number of epochs to fit true labels",
                epochs["true"],
                between(1, EPOCHS, because="from one epoch to the limit"),
            ),
            Measurement(
                "mean number of epochs to fit random labels",
                epochs["random"],
                between(1, EPOCHS, because="from one epoch to the limit"),
            ),
            Measurement(
                "mean of ln (epochs for random labels / epochs for true ones)",
                float(longer.mean()),
                at_least(0, because="nothing is shared between images; 99.99 % interval over pairs of networks"),
                interval=interval,
            ),
            Measurement(
                "accuracy on new images with true labels",
                float(right["true"].mean()),
                at_least(0.5, because="it learns what the digits have in common; 99.99 % interval over networks"),
                interval=mean_interval(right["true"], LEVEL),
            ),
            Measurement(
                "accuracy on new images with random labels",
                float(right["random"].mean()),
                within(
                    0.1,
                    most * float(right["random"].std(ddof=1)) / math.sqrt(networks),
                    because="all ten labels are alike to it; 99.99 % interval over networks",
                ),
            ),
            Measurement(
                "accuracy on random labels of a linear model with as many columns as images",
                linear_accuracy(pixels, drawn[0], columns=785),
                within(1, 0, because="(X, 1) has rank n: any labels are fitted exactly"),
            ),
            Measurement(
                "largest change of a training accuracy behind the last epoch",
                max(
                    float(np.max(abs(runs[name].reached[-1] - runs[name].networks.accuracies(x, labels))))
                    for name, (labels, _) in settings.items()
                ),
                within(0, 0, because="of all images; nothing is trained any more"),
                check=True,
            ),
            Measurement(
                "share of random labels that are the true ones",
                agreed,
                within(0.1, 5 * math.sqrt(0.09 / count), because="one in ten; 5 standard errors"),
                check=True,
            ),
            check_draws(
                oddity_of_integers(drawn, 10),
                oddity_of_integers(rows.reshape(networks, IMAGES), len(data.train_images)),
                oddity_of_integers(tested, len(data.test_images)),
                *(oddity_of_integers(run.orders, IMAGES) for run in runs.values()),
                *(oddity_of_normal(run.sums) for run in runs.values()),
            ),
            Measurement(
                "different new images",
                len(np.unique(tested)),
                within(TESTED, 0, because="no image is asked twice"),
                check=True,
            ),
            Measurement(
                "different training images",
                len(np.unique(rows)),
                within(count, 0, because="no image is trained on twice"),
                check=True,
            ),
        ],
        controls=[
            Control("highest training accuracy with two hidden units", highest["two"].max(), within(1, 0)),
            Control(
                "accuracy on random labels of a linear model of 100 columns",
                linear_accuracy(pixels, drawn[0], columns=100),
                within(1, 0),
            ),
            Control(
                "distance of the accuracy on new images with true labels from chance",
                standard_errors(right["true"], 0.1),
                at_most(most),
                unit="standard errors",
            ),
        ],
        curves=[
            Curve("true labels", floats(runs["true"].reached.mean(axis=1)), role="reference"),
            Curve("random labels", floats(runs["random"].reached.mean(axis=1)), role="subject"),
            Curve("two hidden units", floats(runs["two"].reached.mean(axis=1)), role="bound"),
        ],
        axes=Axes(
            x="epoch",
            y="training accuracy",
            marks=[
                Mark(of="least training accuracy reached with true labels", x=epochs["true"], text="{x:.3g}"),
                Mark(of="least training accuracy reached with random labels", x=epochs["random"], text="{x:.3g}"),
                Mark(of="accuracy on new images with true labels", x=EPOCHS, text="{value:.2g}"),
            ],
        ),
    )


mutant("trains on the true labels in both runs", '"random": (drawn_labels, HIDDEN)', '"random": (true, HIDDEN)')
mutant("tests on training images", "halved(data.test_images[tested])", "halved(data.train_images[rows[:TESTED]])")
mutant("counts an epoch with one error as fitted", "fitted = reached == 1", "fitted = reached >= 0.1")
mutant(
    "draws labels from nine classes",
    "rng.integers(10, size=(networks, IMAGES))",
    "rng.integers(9, size=(networks, IMAGES))",
)
mutant("takes labels in groups for random", "drawn_labels = torch.tensor(drawn)", "drawn_labels = (true + 1) % 10")
