"""The start: weights of zero, and hidden units that are alike."""

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import check_controls
from quizdl.lab.mnist import Bytes
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

from ..programs import mnist_mlp as program
from .common import NOTHING, Array, Parameters, batches_of_a_hundred, check_digits, drawn_evenly, tested


def loss_of(parameters: Parameters, x: Array, labels: Bytes) -> float:
    """The mean cross-entropy of a batch, in nats, written out in float64."""
    w1, b1, w2, b2 = (array.astype(float) for array in parameters)
    scores = np.maximum(x @ w1 + b1, 0) @ w2 + b2
    scores -= scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]).mean())


def entropy(labels: Bytes) -> float:
    """The entropy of the labels' frequencies, in nats; ln 10 where all ten digits are equally frequent."""
    shares = np.bincount(labels, minlength=10) / len(labels)
    return float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum())


def losses_in_training(parameters: Parameters, images: Bytes, labels: Bytes, seed: int) -> Array:
    """The loss on all the images before the program's training and after every fourth iteration of it, in place."""
    x = images.reshape(len(images), 784) / 255
    training = program.train(parameters, images, labels, np.random.default_rng([seed, 1]))
    first = loss_of(parameters, x, labels)
    return np.array([first, *(loss_of(parameters, x, labels) for done in training if done % 4 == 0)])


def spread_of_units(parameters: Parameters) -> float:
    """How far the hidden units are from the first one, relative to the largest weight."""
    columns = parameters[0]
    return float(np.abs(columns - columns[:, :1]).max() / np.abs(columns).max())


@claim(
    en="With ReLUs, weights that all start at zero stay at zero: only the last bias learns, so the loss never falls "
    "below the entropy of the labels. Hidden units whose weights in and out start equal, but not at zero, stay equal. "
    "Random weights do neither.",
    ko="ReLU를 쓰는 MLP에서 모두 0에서 시작한 가중치는 끝까지 0이다. 마지막 편향만 학습되므로 손실은 레이블의 "
    "엔트로피 아래로 내려가지 않는다. 들어오고 나가는 가중치가 0은 아니어도 서로 같은 은닉 유닛들은 끝까지 같다. "
    "무작위로 시작하면 둘 다 일어나지 않는다.",
    short="Weights that start at zero or alike",
    seconds=1,
    literature="Rumelhart, Hinton & Williams 1986; He 2015",
)
def zero_start(seed: int = 0, samples: int = 1000) -> Evidence:
    batches_of_a_hundred(samples)
    data, rng = mnist.load(), np.random.default_rng(seed)
    chosen = rng.choice(60_000, size=samples, replace=False)
    images, labels = data.train_images[chosen], data.train_labels[chosen]
    random = [*program.initialise(rng)]
    zero = [np.zeros_like(array) for array in random]
    w1, b1, w2, b2 = (array.astype(float) for array in random)
    alike = [w1[:, :1] + 0 * w1, b1, w2[:1] + 0 * w2, b2]  # every hidden unit has the weights of the first
    started_at_zero = sum(int(np.sum(array == 0)) for array in (alike[0][:, 0], alike[2][0]))
    least = entropy(labels)
    from_zero = losses_in_training(zero, images, labels, seed) - least
    from_alike = losses_in_training(alike, images, labels, seed) - least
    from_random = losses_in_training(random, images, labels, seed) - least
    shares = np.bincount(data.test_labels) / 10_000
    floor = between(
        -1e-6,
        max(0, np.log(10) - least) + 1e-6,
        because="one answer for all images: cross-entropy = entropy + divergence (Gibbs); it starts at ln 10",
    )
    named = between(
        shares.min() - 1e-9, shares.max() + 1e-9, because="one answer for all images: the share of one digit"
    )
    equal = at_most(1e-9, because="equal units get equal gradients; float64 rounding, which training amplifies")
    iterations = [4 * n for n in range(len(from_zero))]
    return Evidence(
        finding=Finding(
            "From zero weights the loss stays {zero:.2g} nats above the entropy of the labels at its lowest; from "
            "random weights it is at {random:.3g}",
            zero="zero start: lowest loss above the entropy",
            random="random start: lowest loss above the entropy",
        ),
        caption="Loss on the training images less the entropy of their labels. One answer for all images cannot fall "
        "below zero; units that are alike count as a single one.",
        measurements=[
            Measurement(
                "weights and hidden biases that left zero",
                sum(int(np.count_nonzero(array)) for array in zero[:3]),
                NOTHING,
            ),
            Measurement("zero start: lowest loss above the entropy", from_zero.min(), floor, unit="nats"),
            Measurement(
                "entropy of the labels",
                least,
                between(0, np.log(10) + 1e-12, because="of ten labels; largest where all are equally frequent"),
                unit="nats",
                check=True,
            ),
            Measurement("zero start: test accuracy", tested(zero), named),
            Measurement("units alike: how far they part", spread_of_units(alike), equal),
            Measurement(
                "units alike: largest movement of a weight in training",
                float(np.abs(alike[0] - w1[:, :1]).max()),
                at_least(1e-3, because="they are the trained ones"),
                check=True,
            ),
            Measurement(
                "units alike: weights of a unit that start at zero",
                started_at_zero,
                within(0, 0, because="drawn from a normal distribution"),
                check=True,
            ),
            check_controls(from_zero[0] + least - np.log(10)),
            check_digits(images, labels, chosen),
            Measurement(
                "units alike: how far the loss falls",
                from_alike[0] - from_alike.min(),
                at_least(0.01, because="they do learn: stuck at the start they would prove nothing"),
                check=True,
            ),
            Measurement(
                "images drawn twice",
                samples - len(set(chosen.tolist())),
                within(0, 0, because="drawn without replacement"),
                check=True,
            ),
            *drawn_evenly(chosen, 60_000),
        ],
        controls=[
            Control("random start: lowest loss above the entropy", from_random.min(), floor, unit="nats"),
            Control("random start: test accuracy", tested(random), named),
            Control("random start: how far units part", spread_of_units(random), equal),
            Control("last bias: entries that left zero", int(np.count_nonzero(zero[3])), NOTHING),
        ],
        curves=[
            Curve("zero", from_zero.tolist(), x=iterations, role="subject"),
            Curve("all units alike", from_alike.tolist(), x=iterations),
            Curve("random", from_random.tolist(), x=iterations, role="reference"),
        ],
        axes=Axes(
            x="iteration",
            y="loss above the entropy",
            marks=[
                Mark(
                    of="zero start: lowest loss above the entropy",
                    x=iterations[from_zero.argmin()],
                    text="{value:.2g}",
                ),
                Mark(of="random start: lowest loss above the entropy", x=iterations[from_random.argmin()]),
            ],
        ),
    )


mutant(
    "starts all hidden units alike",
    "rng.standard_normal((784, HIDDEN), np.float32)",
    "np.ones((784, HIDDEN), np.float32)",
    program="mnist_mlp",
)
