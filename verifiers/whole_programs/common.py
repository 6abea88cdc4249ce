"""What a classifier of digits shows from outside: what it gets right, what chance does, and whether it repeats."""

from math import sqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quizdl.lab import mnist
from quizdl.lab.mnist import Bytes
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    mutant,
    within,
)

from ..programs import linear_classifier

Array = NDArray[Any]

ERRORS = 5  # standard errors
FEW = 1000  # images of a short training or test
MOST_MOVED = 2  # of a thousand images
ANSWERS = within(0, 0, because="predict gives one number from 0 to 9 for each image")


class Classifier(Protocol):
    """A whole program."""

    def fit(self, images: Bytes, labels: Bytes, seed: int) -> object: ...

    def predict(self, images: Bytes) -> Array: ...


def named(classifier: Classifier, images: Bytes) -> Array:
    """The digit that is named for each image, shape (M,); -1 where the answer is none."""
    given = np.asarray(classifier.predict(images))
    if given.size != len(images) or given.dtype.kind not in "biuf":
        return np.full(len(images), -1)
    digits = given.reshape(-1)
    return np.where(np.isin(digits, range(10)), digits, -1)


def unanswered(digits: Array) -> Measurement:
    """How many images have no answer."""
    return Measurement("images without an answer", int((digits < 0).sum()), ANSWERS)


def linear_digits(images: Bytes, labels: Bytes, tested: Bytes) -> Array:
    """What one linear layer names after two epochs of softmax regression."""
    x, t = (part.reshape(len(part), 784) / np.float32(255) for part in (images, tested))

    def gradient(scores: Array, targets: Array) -> Array:
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        difference: Array = powers / powers.sum(axis=1, keepdims=True) - targets
        return difference

    w, b = linear_classifier.fit(gradient, x, np.eye(10)[labels], lr=0.1, epochs=2)
    scores = t @ w + b
    digits: Array = scores.argmax(axis=1)
    return digits


def errors_above(better: Array, worse: Array) -> float:
    """By how many standard errors one is right more often than the other, on the same images (McNemar 1947)."""
    only_better, only_worse = int((better & ~worse).sum()), int((worse & ~better).sum())
    return (only_better - only_worse) / sqrt(max(only_better + only_worse, 1))


def share_of_each(right: Array, labels: Bytes) -> list[float]:
    """The share of right answers digit by digit."""
    return [float(right[labels == digit].mean()) for digit in range(10)]


def accuracy_evidence(program: type[Classifier], seed: int, accuracy: float) -> Evidence:
    """Trained on all training images, it is right on so many others, and more often than a linear model."""
    if not 0.93 <= accuracy < 1:
        raise Undecided(
            en=f"an accuracy of {accuracy:g} asks too little or too much: a linear model alone comes near 0.93",
            ko=f"정확도 {accuracy:g}은 너무 낮거나 높다. 선형 모델만으로도 0.93에 가깝다",
        )
    data = mnist.load()
    linear = linear_digits(data.train_images, data.train_labels, data.test_images) == data.test_labels
    classifier = program()
    classifier.fit(data.train_images, data.train_labels, seed)
    digits = named(classifier, data.test_images)
    right = digits == data.test_labels
    return Evidence(
        finding=Finding(
            "It is right on {share:.4g} of the 10,000 test images, and a linear model on {linear:.3g}",
            share="accuracy on the test images",
            linear="accuracy of a linear model",
        ),
        caption="Accuracy digit by digit, beside that of a linear model.",
        measurements=[
            Measurement(
                "accuracy on the test images",
                float(right.mean()),
                at_least(accuracy, because="the bar of the exercise, on all 10,000 images that it never saw"),
            ),
            Measurement(
                "standard errors above a linear model",
                errors_above(right, linear),
                at_least(ERRORS, because="five of them happen once in three million by chance (McNemar 1947)"),
            ),
            unanswered(digits),
            Measurement(
                "twelve images that one alone gets right against four of another: standard errors",
                errors_above(np.arange(20) < 14, np.isin(np.arange(20), [0, 1, 16, 17, 18, 19])),
                within(2, 0, because="(12 - 4)/√16, whatever both get right or wrong (McNemar 1947)"),
                check=True,
            ),
        ],
        controls=[Control("accuracy of a linear model", float(linear.mean()), at_least(accuracy))],
        curves=[
            Curve("program", share_of_each(right, data.test_labels), x=list(range(10)), role="subject"),
            Curve("linear model", share_of_each(linear, data.test_labels), x=list(range(10)), role="reference"),
        ],
        axes=Axes(
            x="digit",
            y="accuracy",
            marks=[
                Mark(of="accuracy on the test images", text="{value:.4g} of all"),
                Mark(of="accuracy of a linear model"),
            ],
        ),
    )


def scaled_by_the_batch(images: Bytes) -> Array:
    """What a fixed linear model names that scales each pixel by mean and deviation of the batch at hand."""
    x = images.reshape(len(images), 784) / 255
    weights = np.random.default_rng(2**40).normal(size=(784, 10))  # no program starts its own by this
    scores = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-3) @ weights
    digits: Array = scores.argmax(axis=1)
    return digits


def repeatable_evidence(program: type[Classifier], seed: int) -> Evidence:
    """What it names hangs on the image alone once it is trained, and on the seed before."""
    data = mnist.load()
    images, labels, tested = data.train_images[: 2 * FEW], data.train_labels[: 2 * FEW], data.test_images[:FEW]
    one, other = program(), program()
    one.fit(images, labels, seed)
    digits = named(one, tested)
    other.fit(images[FEW:], labels[FEW:], seed + 1)
    again = named(one, tested)
    backwards = named(one, tested[::-1].copy())[::-1]
    alone = np.array([named(one, tested[n : n + 1])[0] for n in range(FEW // 10)])
    other.fit(images, labels, seed)
    second = named(other, tested)
    other.fit(images, labels, seed + 1)
    another_seed = named(other, tested)
    batch = scaled_by_the_batch(tested)
    alone_in_its_batch = np.array([scaled_by_the_batch(tested[n : n + 1])[0] for n in range(FEW // 10)])
    rounding = at_most(
        MOST_MOVED,
        because="rounding may differ with the place in a batch, and decides where two scores are all but equal",
    )
    numbers = [
        Measurement("named otherwise when another was trained", int((again != digits).sum()), rounding),
        Measurement("named otherwise in another order", int((backwards != digits).sum()), rounding),
        Measurement("named otherwise one at a time", int((alone != digits[: len(alone)]).sum()), rounding),
        Measurement("named otherwise after the same training", int((second != digits).sum()), rounding),
        Measurement(
            "named otherwise after training by another seed",
            int((another_seed != digits).sum()),
            at_least(1, because="other weights to begin with, and another order"),
        ),
    ]
    return Evidence(
        finding=Finding(
            "Trained again with the same seed it names {second:.0f} of 1,000 images otherwise, and with another seed "
            "{seed:.0f}; one at a time {alone:.0f} of 100",
            second="named otherwise after the same training",
            seed="named otherwise after training by another seed",
            alone="named otherwise one at a time",
        ),
        caption="How many images are named otherwise than at first. Only another seed may change more than rounding.",
        measurements=[*numbers, unanswered(digits)],
        controls=[
            Control(
                "one at a time: a model scaled by its batch",
                int((alone_in_its_batch != batch[: len(alone)]).sum()),
                at_most(MOST_MOVED),
            )
        ],
        curves=[
            Curve(
                "named otherwise",
                [number.value for number in numbers],
                x=[1, 2, 3, 4, 5],
                points=True,
                role="subject",
            ),
            Curve("rounding at most", [MOST_MOVED, MOST_MOVED], x=[1, 5], role="bound"),
        ],
        axes=Axes(
            x="comparison",
            y="images",
            marks=[
                Mark(of="named otherwise when another was trained", x=1, text="another trained"),
                Mark(of="named otherwise in another order", x=2, text="another order"),
                Mark(of="named otherwise one at a time", x=3, text="one at a time"),
                Mark(of="named otherwise after the same training", x=4, text="the same training"),
                Mark(of="named otherwise after training by another seed", x=5, text="another seed"),
            ],
        ),
    )


mutant("trains by the first seed again", "other.fit(images, labels, seed + 1)", "other.fit(images, labels, seed)")
