"""One batch learned by heart: a test of the code, not of the data."""

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import check_controls
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
    check_digits,
    drawn_evenly,
    most_told_by_chance,
    share_told_by_digit,
    tested,
)
from .start import loss_of


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
    images, labels = data.train_images[chosen], data.train_labels[chosen]
    x = program.pixels(images)
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
            check_digits(images, labels, chosen),
            *drawn_evenly(chosen, 60_000),
            Measurement("right labels: test accuracy", tested(by_right), learned, check=True),
            check_controls(from_zero[-1] - np.bincount(labels).max() / 100),
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
    "shuffles the names of the digits",
    "rng.permutation(labels)\n    anew",
    "rng.permutation(10).astype(np.uint8)[labels]\n    anew",
)
mutant("takes the first images", "chosen = rng.choice(60_000, size=100, replace=False)", "chosen = np.arange(100)")
mutant("labels of other images", "data.train_labels[chosen]\n    x", "data.train_labels[chosen][::-1]\n    x")
