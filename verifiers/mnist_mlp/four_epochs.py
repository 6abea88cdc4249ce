"""Four epochs: what the MLP reaches with a learning rate that falls to zero, and what takes that rate."""

from itertools import pairwise
from typing import Any

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_integers
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
    claim,
    mutant,
    progress,
    show,
    within,
)

from ..programs import mnist_mlp as program
from .common import EPOCH, Watched, softmax_regression, tested, torch_accuracy, torch_network, torch_training


@claim(
    en="With a learning rate that falls to zero over four epochs the MLP reaches 0.98 at their end, and 0.97 on the "
    "way; softmax regression, trained the same way, reaches neither, and at a constant rate the MLP ends below 0.98.",
    ko="학습률을 4 epoch 동안 0까지 낮추면 MLP의 정확도는 그 끝에 0.98에 이르고 0.97은 도중에 넘는다. 같은 방법으로 "
    "학습한 소프트맥스 회귀는 어느 쪽에도 이르지 못하고, 학습률을 그대로 두면 MLP도 0.98에 이르지 못한다.",
    short="Accuracy after four epochs",
    seconds=18,
    literature="LeCun 1998",
)
def ninety_eight_in_four_epochs(seed: int = 0, runs: int = 2, bar: float = 0.98) -> Evidence:
    if runs < 1:
        raise Undecided(
            en="no run shows no accuracy",
            ko="한 번도 실행하지 않으면 정확도를 알 수 없다",
        )
    data = mnist.load()
    accuracies, orders, curves = [], [], []
    for n in progress(range(runs)):
        rng = np.random.default_rng(runs * seed + n)
        parameters = program.initialise(rng)
        watched: Any = Watched(data.train_images)
        training = program.train(parameters, watched, data.train_labels, rng)
        accuracies.append([tested(parameters) for done in training if done % (EPOCH // 2) == 0])
        orders.append(np.concatenate(watched.drawn).reshape(-1, 60_000))
        halves = [done / 2 for done in range(1, len(accuracies[n]) + 1)]
        curves.append(Curve("MLP: run {n}", accuracies[n], x=halves, fields={"n": n + 1}))
        show(*curves)
    net = torch_network([*program.initialise(np.random.default_rng(seed))])
    at_one_rate = torch_training(net, data.train_images, data.train_labels, [seed, 1], falls=False)
    stays = [torch_accuracy(net) for done in at_one_rate if done % (EPOCH // 2) == 0]
    linear = softmax_regression(seed)
    late = max(next((n / 2 for n, y in enumerate(run, 1) if y >= 0.97), np.inf) for run in accuracies)
    missed = sum(60_000 - len(np.unique(epoch)) for order in orders for epoch in order)
    repeated = max(float((a == b).mean()) for order in orders for a, b in pairwise(order))
    return Evidence(
        finding=Finding(
            "After four epochs the MLP has an accuracy of {lowest:.4g} in its lowest run, and of {stays:.4g} where the "
            "rate stays as it is; softmax regression has {linear:.3g}",
            lowest="lowest accuracy after four epochs",
            stays="constant rate: mean accuracy of the last two epochs",
            linear="softmax regression after four epochs",
        ),
        caption="Accuracy on the test images. The last gain of the MLP comes as its learning rate falls to zero.",
        measurements=[
            Measurement(
                "lowest accuracy after four epochs",
                min(run[-1] for run in accuracies),
                at_least(bar, because="the bar of the sentence, in every run"),
            ),
            Measurement(
                "epochs until 0.97", late, at_most(3.5, because="on the way: in a test before the last, in every run")
            ),
            Measurement(
                "half epochs trained",
                sum(map(len, accuracies)),
                within(8 * runs, 0, because="four epochs in each run"),
                check=True,
            ),
            Measurement(
                "quarters of an epoch that softmax regression was trained",
                len(linear),
                within(16, 0, because="four epochs, as the MLP"),
                check=True,
            ),
            Measurement("half epochs at a constant rate", len(stays), within(8, 0, because="four epochs"), check=True),
            Measurement(
                "training images that an epoch left out",
                missed,
                within(0, 0, because="an epoch draws all 60 000"),
                check=True,
            ),
            Measurement(
                "runs whose first epoch has an order that no other has",
                len({order[0].tobytes() for order in orders}),
                within(runs, 0, because="each run has its own seed"),
                check=True,
            ),
            check_draws(*(oddity_of_integers(order, 60_000) for order in orders)),
            Measurement(
                "share of images at the same place in two epochs",
                repeated,
                at_most(15 / 60_000, because="one image in the mean (Poisson); more than 15 once in 10^13 orders"),
                check=True,
            ),
        ],
        controls=[
            Control("softmax regression after four epochs", linear[-1], at_least(bar)),
            Control("softmax regression at its best", max(linear), at_least(0.97)),
            Control("constant rate: mean accuracy of the last two epochs", float(np.mean(stays[-4:])), at_least(bar)),
        ],
        curves=[
            *curves[:10],
            Curve("MLP: constant rate", stays, x=[n / 2 for n in range(1, len(stays) + 1)]),
            Curve("softmax regression", linear, x=[n / 4 for n in range(1, len(linear) + 1)], role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="test accuracy",
            marks=[
                Mark(of="lowest accuracy after four epochs", x=4, text="{value:.4g}"),
                Mark(of="constant rate: mean accuracy of the last two epochs", x=3, text="{value:.4g}"),
                Mark(of="softmax regression after four epochs", x=4),
            ],
        ),
    )


mutant("the same seed for both runs", "np.random.default_rng(runs * seed + n)", "np.random.default_rng(runs * seed)")
mutant(
    "tests softmax regression once an epoch",
    "linear = softmax_regression(seed)",
    "linear = softmax_regression(seed)[3::4]",
)
