"""Accuracy: what the CNN reaches in one epoch and in three, beside the MLP."""

from itertools import islice, pairwise
from typing import Any

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.programs import last_numbers, run_alone
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
    claim,
    mutant,
    progress,
    show,
    within,
)

from ..programs import mnist_cnn as program
from ..programs import mnist_mlp as mlp
from .common import EPOCH, Watched, source


@claim(
    en="Run alone for a single epoch, over which the learning rate falls to zero, the numpy CNN reaches an accuracy of "
    "0.98 on MNIST; our MLP, run likewise, does not.",
    ko="학습률을 0까지 낮추며 단 한 epoch만 학습해도 numpy CNN은 MNIST 정확도가 0.98을 넘는다. 같은 방식으로 한 "
    "epoch를 학습한 MLP는 넘지 못한다.",
    short="Accuracy after a single epoch",
    seconds=15,
    literature="LeCun 1998",
)
def one_epoch(seed: int = 0, bar: float = 0.98) -> Evidence:
    rng = f"default_rng({seed})"
    once = source(program).replace("EPOCHS = 5", "EPOCHS = 1").replace("default_rng(0)", rng)
    mlp_once = source(mlp).replace("EPOCHS = 4", "EPOCHS = 1").replace("default_rng(0)", rng)
    convolving, dense = last_numbers(run_alone(once)), last_numbers(run_alone(mlp_once))
    return Evidence(
        finding=Finding(
            "After a single epoch the CNN has an accuracy of {cnn:.4g}, and the MLP of {mlp:.4g}",
            cnn="accuracy after one epoch",
            mlp="accuracy of the MLP after one epoch",
        ),
        caption="What both programs print at the end of their only epoch.",
        measurements=[
            Measurement(
                "accuracy after one epoch", [0.0, *convolving][-1], at_least(bar, because="the bar, as printed")
            ),
            Measurement("accuracies printed", len(convolving), within(1, 0, because="one for each epoch")),
            Measurement("accuracies that the MLP printed", len(dense), within(1, 0, because="one epoch"), check=True),
        ],
        controls=[Control("accuracy of the MLP after one epoch", [1.0, *dense][-1], at_least(bar))],
        curves=[
            Curve("CNN", convolving, x=[1] * len(convolving), points=True, role="subject"),
            Curve("MLP", dense, x=[1] * len(dense), points=True, role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="test accuracy",
            marks=[
                Mark(of="accuracy after one epoch", x=1, text="{value:.4g}"),
                Mark(of="accuracy of the MLP after one epoch", x=1, text="{value:.4g}"),
            ],
        ),
    )


@claim(
    en="With a learning rate that falls to zero over three epochs the numpy CNN reaches 0.99; our MLP of 256 hidden "
    "units, trained likewise over its four, does not.",
    ko="학습률을 3 epoch 동안 0까지 낮추면 numpy CNN의 정확도는 0.99에 이른다. 은닉 유닛이 256개인 MLP는 같은 방식으로 "
    "4 epoch를 학습해도 거기에 이르지 못한다.",
    short="Accuracy after three epochs",
    seconds=35,
    literature="LeCun 1998",
)
def three_epochs(seed: int = 0, bar: float = 0.99) -> Evidence:
    data = mnist.load()
    watched: Any = Watched(data.train_images)
    rng = np.random.default_rng(seed)
    parameters = program.initialise(rng)
    iterations = program.train(parameters, watched, data.train_labels, 3, rng)
    accuracies: list[float] = []
    for _ in progress(range(3)):
        list(islice(iterations, EPOCH))
        accuracies.append(program.accuracy(parameters, data.test_images, data.test_labels))
        show(Curve("CNN", accuracies, x=range(1, len(accuracies) + 1)))
    left = len(list(iterations))
    rng = np.random.default_rng([seed, 1])
    dense = mlp.initialise(rng)
    best = [
        mlp.accuracy(dense, data.test_images, data.test_labels)
        for done in mlp.train(dense, data.train_images, data.train_labels, rng)
        if done % (EPOCH // 2) == 0
    ]
    orders = np.concatenate(watched.drawn).reshape(-1, 60_000)
    repeated = max(float((one == other).mean()) for one, other in pairwise(orders))
    return Evidence(
        finding=Finding(
            "After three epochs the CNN has an accuracy of {cnn:.4g}, and the MLP after its four of {mlp:.4g}",
            cnn="accuracy after three epochs",
            mlp="accuracy of the MLP after its four epochs",
        ),
        caption="Accuracy on the test images after each epoch.",
        measurements=[
            Measurement(
                "accuracy after three epochs", accuracies[-1], at_least(bar, because="the bar of the sentence")
            ),
            Measurement(
                "epochs trained",
                len(accuracies) + left,
                within(3, 0, because="as the sentence says"),
            ),
            Measurement("epochs of the MLP", len(best), within(4, 0, because="as the sentence says"), check=True),
            Measurement(
                "training images that an epoch left out",
                sum(60_000 - len(np.unique(order)) for order in orders),
                within(0, 0, because="an epoch draws all 60 000"),
                check=True,
            ),
            Measurement(
                "share of images at the same place in two epochs",
                repeated,
                at_most(15 / 60_000, because="one image in the mean (Poisson); more than 15 once in 10^13 orders"),
                check=True,
            ),
        ],
        controls=[Control("accuracy of the MLP after its four epochs", best[-1], at_least(bar))],
        curves=[
            Curve("CNN", accuracies, x=range(1, len(accuracies) + 1), role="subject"),
            Curve("MLP", best, x=range(1, len(best) + 1), role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="test accuracy",
            marks=[
                Mark(of="accuracy after three epochs", x=3, text="{value:.4g}"),
                Mark(of="accuracy of the MLP after its four epochs", x=4, text="{value:.4g}"),
            ],
        ),
    )


mutant(
    "trains the MLP for three epochs",
    'source(mlp).replace("EPOCHS = 4", "EPOCHS = 1")',
    'source(mlp).replace("EPOCHS = 4", "EPOCHS = 3")',
)
