"""Accuracy: when the MLP passes 0.9, what it reaches in four epochs, and what takes no hidden layer."""

from itertools import islice
from statistics import NormalDist
from typing import Any

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import check_mean_interval
from quizdl.lab.known_answers import share_off_wilson
from quizdl.lab.mnist import Bytes
from quizdl.lab.statistics import (
    mean_interval,
    share_interval,
    student_quantile,
)
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
    progress,
    within,
)

from ..programs import mnist_mlp as program
from .common import (
    EPOCH,
    NOTHING,
    SHUFFLED,
    Watched,
    drawn_evenly,
    most_told_by_chance,
    share_told_by_digit,
    softmax_regression,
    tested,
)


def first_iterations(
    seed: int, images: Any, labels: Bytes, bar: float, every: int, most: int
) -> list[tuple[int, float]]:
    """Iteration and test accuracy, every so many iterations, until it reaches the bar or `most` are done."""
    rng = np.random.default_rng(seed)
    parameters = program.initialise(rng)
    seen = [(0, tested(parameters))]
    for done in islice(program.train(parameters, images, labels, rng), most):
        if done % every == 0:
            seen.append((done, tested(parameters)))
        if seen[-1][1] >= bar:
            break
    return seen


@claim(
    en="The MLP passes an accuracy of 0.9 within the first epoch, where 30 are often allowed; trained on shuffled "
    "labels it stays at chance.",
    ko="MLP의 정확도는 30 epoch는커녕 첫 epoch가 끝나기도 전에 0.9를 넘는다. "
    "레이블을 섞어 학습하면 무작위 추측 수준에 머문다.",
    short="When the MLP passes nine tenths",
    seconds=9,
    literature="LeCun 1998",
)
def passes_nine_tenths(seed: int = 0, runs: int = 5, blind_runs: int = 8, bar: float = 0.9, every: int = 5) -> Evidence:
    if runs < 2 or blind_runs < 5:
        raise Undecided(
            en="an interval needs two runs, and one narrow enough to tell chance from learning five blind ones",
            ko="구간을 구하려면 두 번 실행해야 하고, 무작위 추측과 학습을 구별할 만큼 좁으려면 레이블을 섞은 실행이 "
            "다섯 번 필요하다",
        )
    if not 1 <= every <= EPOCH:
        raise Undecided(
            en=f"a test every {every} iterations does not fall within the first epoch of {EPOCH}",
            ko=f"{every}번 반복마다 테스트하면 {EPOCH}번 반복하는 첫 epoch 안에 들지 않는다",
        )
    data = mnist.load()
    watched = [Watched(data.train_images) for _ in range(runs)]
    watched_blind = [Watched(data.train_images) for _ in range(blind_runs)]
    seen = [
        first_iterations(runs * seed + n, watched[n], data.train_labels, bar, every, 2 * EPOCH)
        for n in progress(range(runs))
    ]
    arrivals = [run[-1][0] for run in seen]
    blind_ends, told, orders = [], [], set()
    for s, images in enumerate(watched_blind, start=blind_runs * seed):
        shuffled = np.random.default_rng([s, 1]).permutation(data.train_labels)
        blind_ends.append(first_iterations(s, images, shuffled, bar, EPOCH // 4, EPOCH // 4)[-1])
        told.append(share_told_by_digit(data.train_labels, shuffled))
        orders.add(shuffled.tobytes())
    blind = [share for _, share in blind_ends]
    spread = float(np.std(blind, ddof=1)) / np.sqrt(blind_runs)
    half = min(0.1, student_quantile(0.9995, blind_runs - 1) * spread)  # wider than chance itself it would say nothing
    drawn = [np.concatenate(images.drawn) for images in watched]
    both = watched, watched_blind
    return Evidence(
        finding=Finding(
            "The MLP passes an accuracy of {bar:g} after {arrival:.3g} iterations in the mean, of {epoch} in an epoch; "
            "trained on shuffled labels it has {blind:.2g}",
            arrival="iterations until the bar is passed",
            blind="shuffled labels: mean accuracy",
        ),
        caption="Accuracy on the test images in the first iterations of training, by run. On shuffled labels it stays "
        "at one in ten.",
        measurements=[
            Measurement(
                "iterations until the bar is passed",
                float(np.mean(arrivals)),
                at_most(EPOCH, because="one epoch; mean of all runs with its 99 % interval, all test images"),
                interval=mean_interval(arrivals),
            ),
            Measurement(
                "lowest accuracy by then",
                min(run[-1][1] for run in seen),
                at_least(bar, because="the bar of the sentence"),
            ),
            Measurement(
                "shuffled labels: mean accuracy",
                float(np.mean(blind)),
                within(
                    0.1,
                    0.0135 + half,
                    because="0.1, or up to 0.1135 by always naming the commonest digit; 99.9 % interval of a mean "
                    "(Student 1908) or 0.1",
                ),
            ),
            Measurement(
                "shuffled labels: images whose digit tells the label",
                max(told),
                between(0.1, most_told_by_chance(data.train_labels), because=SHUFFLED),
                check=True,
            ),
            Measurement(
                "shuffled labels: orders that another run has too",
                blind_runs - len(orders),
                within(0, 0, because="each run has its own seed"),
                check=True,
            ),
            check_mean_interval(runs),
            Measurement(
                "images that one run drew twice",
                sum(len(one) - len(set(one.tolist())) for one in drawn),
                within(0, 0, because="within an epoch no image comes twice"),
                check=True,
            ),
            Measurement(
                "images drawn beside 100 an iteration",
                sum(map(len, drawn)) - 100 * sum(arrivals),
                within(0, 0, because="batches of 100"),
                check=True,
            ),
            Measurement(
                "shuffled labels: least number of iterations",
                min(done for done, _ in blind_ends),
                within(EPOCH // 4, 0, because="a quarter of an epoch"),
                check=True,
            ),
            *drawn_evenly(np.concatenate(drawn), 60_000),
            Measurement(
                "runs that begin with the same images as another",
                sum(len(of_kind) - len({tuple(images.drawn[0].tolist()) for images in of_kind}) for of_kind in both),
                within(0, 0, because="each run has its own seed"),
                check=True,
            ),
        ],
        controls=[
            Control("accuracy without training", max(run[0][1] for run in seen), at_least(bar)),
            Control("shuffled labels: best run", max(blind), at_least(bar)),
        ],
        curves=[
            *(
                Curve("run {n}", [y for _, y in run], x=[x for x, _ in run], fields={"n": n})
                for n, run in enumerate(seen[:10], 1)
            ),
            Curve("shuffled labels", [0.1, float(np.mean(blind))], x=[0, EPOCH // 4], role="reference"),
        ],
        axes=Axes(
            x="iteration",
            y="test accuracy",
            marks=[
                Mark(of="lowest accuracy by then", x=float(np.mean(arrivals)), text="{bar:g} at iteration {x:.3g}"),
                Mark(of="shuffled labels: mean accuracy", x=EPOCH // 4, text="{value:.2g}"),
            ],
        ),
        fields={"bar": bar, "epoch": EPOCH},
    )


@claim(
    en="Reaching 0.9 on MNIST takes a hidden layer.",
    ko="MNIST에서 정확도 0.9를 넘으려면 은닉층이 있어야 한다.",
    short="What a linear model reaches on MNIST",
    seconds=2.5,
    expects="refuted",
    literature="LeCun 1998",
)
def takes_a_hidden_layer(seed: int = 0) -> Evidence:
    data, linear = mnist.load(), softmax_regression(seed)
    rows, test = (images.reshape(len(images), 784) / 255 for images in (data.train_images, data.test_images))
    means = np.array([rows[data.train_labels == digit].mean(axis=0) for digit in range(10)])
    by_sums = np.eye(10)[data.train_labels].T @ rows / np.bincount(data.train_labels)[:, None]
    low, high = share_interval(round(linear[-1] * 10_000), 10_000)
    width = 2 * NormalDist().inv_cdf(0.995) * np.sqrt(linear[-1] * (1 - linear[-1]) / 10_000)
    nearest = (test @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
    by_distance = [int(((means - image) ** 2).sum(axis=1).argmin()) for image in test[:500]]
    share = float((nearest == data.test_labels).mean())
    bar = at_most(0.9, because="no more without a hidden layer; Wilson's 99 % interval for new digits")
    return Evidence(
        finding=Finding(
            "Softmax regression, which has no hidden layer, has an accuracy of {linear:.3g} after four epochs; naming "
            "the nearest mean image has {nearest:.2g}",
            linear="softmax regression after four epochs",
            nearest="nearest mean image",
        ),
        caption="Accuracy of one linear layer on the test images. It is above nine tenths from the first tests on.",
        measurements=[
            Measurement(
                "softmax regression after four epochs",
                linear[-1],
                bar,
                interval=(low, high),
            )
        ],
        controls=[
            Control("nearest mean image", share, bar, must="hold"),
            Control(
                "nearest means of 500 images that are not nearest by their distances",
                int(np.sum(nearest[:500] != by_distance)),
                NOTHING,
                must="hold",
            ),
            Control(
                "largest distance of a mean image from the sum of its training images over their number",
                float(np.abs(means - by_sums).max()),
                at_most(1e-12, because="sums of some 6000 numbers in float64"),
                must="hold",
            ),
            Control(
                "width of the interval over that of normal errors",
                (high - low) / width,
                within(1, 0.01, because="Wilson's is as wide but for z²/n"),
                must="hold",
            ),
            Control(
                "quarters of an epoch after which softmax regression was tested",
                len(linear),
                within(16, 0, because="four epochs"),
                must="hold",
            ),
            Control(
                "ends of the interval of 3 in 12 off Wilson's equation",
                share_off_wilson(share_interval),
                at_most(1e-12),
                must="hold",
            ),
        ],
        curves=[
            Curve("softmax regression", linear, x=[n / 4 for n in range(1, len(linear) + 1)], role="subject"),
            Curve("nearest mean image", [share, share], x=[0.25, 4], role="reference"),
            Curve("bar", [0.9, 0.9], x=[0.25, 4], role="bound"),
        ],
        axes=Axes(
            x="epoch",
            y="test accuracy",
            marks=[
                Mark(of="softmax regression after four epochs", x=4),
                Mark(of="nearest mean image", text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "names the digits anew and shuffles no image",
    ".permutation(data.train_labels)",
    ".permutation(10).astype(np.uint8)[data.train_labels]",
)
mutant("the same seed for every run", "runs * seed + n, watched[n]", "runs * seed, watched[n]")
