"""The start: weights of zero, hidden units that are alike, and one batch learned by heart."""

import numpy as np

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
    between,
    claim,
    mutant,
    within,
)

from ..programs import mnist_mlp as program
from .common import (
    NOTHING,
    SHUFFLED,
    Array,
    Parameters,
    batches_of_a_hundred,
    drawn_evenly,
    most_told_by_chance,
    share_told_by_digit,
    tested,
)


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
    training = program.train(parameters, images, labels, np.random.default_rng(seed))
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


def learn(start: Parameters, x: Array, given: Array) -> tuple[Array, Parameters]:
    """Train a copy of the network on one batch; row t of `given`, shape (steps, B), holds the labels of step t.

    The answers before each step and after the last, shape (steps + 1, B), and the network in the end.
    """
    parameters = [array.copy() for array in start]
    velocities = [np.zeros_like(array) for array in start]
    answers = []
    for labels in given:
        hidden, scores = program.forward(parameters, x)
        answers.append(scores.argmax(axis=1))
        program.step(parameters, velocities, program.backward(parameters, x, hidden, scores, labels), 0.1)
    return np.array([*answers, program.forward(parameters, x)[1].argmax(axis=1)]), parameters


@claim(
    en="A training loop that works learns one batch of 100 digits by heart within 200 steps, with right labels and "
    "with shuffled ones. So this tests the code and not the data. With labels mixed anew at each step, or weights that "
    "start at zero, it cannot.",
    ko="제대로 된 학습 루프는 숫자 100장짜리 배치 하나를 200스텝 안에 통째로 외운다. 레이블이 맞든 섞였든 "
    "마찬가지이므로 데이터가 아니라 코드를 검사하는 방법이다. 스텝마다 레이블을 새로 섞거나 가중치가 0에서 시작하면 "
    "외우지 못한다.",
    short="One batch learned by heart",
    seconds=1.5,
)
def one_batch_by_heart(seed: int = 0, steps: int = 200) -> Evidence:
    if steps < 200:
        raise Undecided(
            en=f"the sentence gives the loop 200 steps, not {steps}",
            ko=f"문장은 학습 루프에 200스텝을 준다. {steps}스텝으로는 판단할 수 없다",
        )
    data, rng = mnist.load(), np.random.default_rng(seed)
    chosen = rng.choice(60_000, size=100, replace=False)
    x, labels = program.pixels(data.train_images[chosen]), data.train_labels[chosen]
    start = [*program.initialise(rng)]
    zero = [np.zeros_like(array) for array in start]
    silent = [*start[:2], np.zeros_like(start[2]), start[3]]  # all scores are zero
    shuffled = rng.permutation(labels)
    anew = np.array([rng.permutation(labels) for _ in range(steps)])
    right_answers, by_right = learn(start, x, np.tile(labels, (steps, 1)))
    shuffled_answers, by_shuffled = learn(start, x, np.tile(shuffled, (steps, 1)))
    anew_answers, _ = learn(start, x, anew)
    zero_answers, _ = learn(zero, x, np.tile(labels, (steps, 1)))
    right = (right_answers == labels).mean(axis=1)
    by_heart = (shuffled_answers == shuffled).mean(axis=1)
    mixed = (anew_answers == labels).mean(axis=1)
    from_zero = (zero_answers == labels).mean(axis=1)
    every = within(1, 0, because="203 530 parameters for 100 images: all of them can be right")
    guess = within(np.log(10), 1e-6, because="equal probabilities for ten digits cost -ln 0.1 each, whatever the label")
    learned = at_least(0.3, because="three times as often as one answer for all: the labels belong to the images")
    done = range(steps + 1)
    return Evidence(
        finding=Finding(
            "After {steps} steps the network knows {right:.0%} of the batch, and {shuffled:.0%} where the labels were "
            "shuffled once; {anew:.0%} where they are mixed anew at each step",
            right="right labels: share right",
            shuffled="shuffled labels: share right",
            anew="labels mixed anew at each step: share right",
        ),
        caption="Share of the batch that the network gets right by steps of training. Shuffled labels take longer, for "
        "nothing but the single images tells them.",
        measurements=[
            Measurement("right labels: share right", right[-1], every),
            Measurement("shuffled labels: share right", by_heart[-1], every),
            Measurement("loss where all scores are zero", loss_of(silent, x, labels), guess, unit="nats"),
            Measurement(
                "shuffled labels: images whose digit tells the label",
                share_told_by_digit(labels, shuffled),
                between(0.1, most_told_by_chance(labels), because=SHUFFLED),
                check=True,
            ),
            Measurement(
                "labels lost in shuffling",
                np.abs(np.bincount(labels, minlength=10) - np.bincount(shuffled, minlength=10)).sum(),
                NOTHING,
                check=True,
            ),
            Measurement(
                "images drawn twice",
                100 - len(set(chosen.tolist())),
                within(0, 0, because="drawn without replacement"),
                check=True,
            ),
            *drawn_evenly(chosen, 60_000),
            Measurement("right labels: test accuracy", tested(by_right), learned, check=True),
            Measurement(
                "steps with the same labels as another",
                steps - len(np.unique(anew, axis=0)),
                within(0, 0, because="two orders of 100 labels are hardly ever the same"),
                check=True,
            ),
        ],
        controls=[
            Control("shuffled labels: test accuracy", tested(by_shuffled), learned),
            Control("labels mixed anew at each step: share right", mixed[-1], every),
            Control("weights that start at zero: share right", from_zero[-1], every),
        ],
        curves=[
            Curve("right labels", right.tolist(), x=done, role="subject"),
            Curve("shuffled labels", by_heart.tolist(), x=done),
            Curve("labels mixed anew at each step", mixed.tolist(), x=done, role="reference"),
            Curve("weights that start at zero", from_zero.tolist(), x=done),
        ],
        axes=Axes(
            x="step",
            y="share of the batch that is right",
            marks=[
                Mark(of="right labels: share right", x=steps, text="{value:.0%}"),
                Mark(of="shuffled labels: share right", x=steps, text="{value:.0%}"),
                Mark(of="labels mixed anew at each step: share right", x=steps, text="{value:.0%}"),
            ],
        ),
        fields={"steps": steps},
    )


mutant(
    "starts all hidden units alike",
    "rng.standard_normal((784, HIDDEN), np.float32)",
    "np.ones((784, HIDDEN), np.float32)",
    program="mnist_mlp",
)
mutant(
    "shuffles the names of the digits",
    "rng.permutation(labels)\n    anew",
    "rng.permutation(10).astype(np.uint8)[labels]\n    anew",
)
mutant("takes the first images", "chosen = rng.choice(60_000, size=100, replace=False)", "chosen = np.arange(100)")
mutant("labels of other images", "data.train_labels[chosen]\n    start", "data.train_labels[chosen][::-1]\n    start")
