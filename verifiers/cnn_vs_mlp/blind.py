"""An MLP does not see which pixels are neighbours."""

import numpy as np
import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.differences import relative_error
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
    within,
)

from .digits import BATCH, Watched, digits, epochs_of_batches, order_checks, permuted, sample_checks, test_digits
from .networks import SMALLEST, Array, accuracy, arrays, mlp, mlp_accuracy, mlp_path, train


def distance(one: list[Array], other: list[Array]) -> float:
    """The largest relative error of an array of parameters; NaN where one holds NaN."""
    return float(np.max([relative_error(a, b) for a, b in zip(one, other, strict=True)]))


@claim(
    en="An MLP does not see which pixels are neighbours: with scattered pixels and the rows of its first weight matrix "
    "in the same order, training runs identically, step for step.",
    ko="MLP는 어떤 픽셀이 이웃인지 모른다. 픽셀을 뒤섞고 첫 층 가중치 행렬의 행도 같은 순서로 바꾸면 "
    "학습이 스텝마다 똑같이 진행된다.",
    short="An MLP on permuted pixels",
    seconds=1.5,
)
def mlp_is_blind(steps: int = 40, rate: float = 0.05, seed: int = 0) -> Evidence:
    if not 2 <= steps <= 400 or steps % 2 or not 0.001 <= rate <= 0.2:
        raise Undecided(
            en="it takes an even number of steps, at most 400, for rounding grows, at a rate at which it learns",
            ko="스텝 수는 짝수이고, 반올림 오차가 커지므로 400 이하여야 하며, 학습률은 학습이 되는 값이어야 한다",
        )
    rng = np.random.default_rng(seed)
    samples = BATCH * steps // 2  # two epochs
    images, labels = digits(samples, rng)
    tests, answers = test_digits(2000, rng)
    order = rng.permutation(784)
    batches = epochs_of_batches(samples, 2, rng)
    torch.manual_seed(seed)
    net = mlp().double()
    w1, b1, w2, b2 = arrays(net)
    start = [w1.T, b1, w2.T, b2]
    pixels = images.astype(float)
    seen = [
        Watched(pixels.reshape(samples, 784)),
        *(Watched(permuted(pixels, order).reshape(samples, 784)) for _ in "ab"),
    ]
    as_they_are = mlp_path(start, seen[0], labels, batches, rate)
    rows_along = mlp_path([w1.T[order], b1, w2.T, b2], seen[1], labels, batches, rate)
    rows_left = mlp_path(start, seen[2], labels, batches, rate)
    same: list[float] = []
    apart: list[float] = []
    for plain, along, left in zip(as_they_are, rows_along, rows_left, strict=True):
        expected = [plain[0][order], *plain[1:]]
        for other, distances in ((along, same), (left, apart)):
            distances.append(distance(expected, other))
    in_torch = Watched(pixels)
    v1, c1, v2, c2 = arrays(train(net, in_torch, labels, batches, rate))
    ours, theirs = mlp_accuracy(plain, tests, answers), accuracy(net, tests.astype(float), answers)
    on_permuted, on_plain = (mlp_accuracy(along, pixels, answers) for pixels in (permuted(tests, order), tests))
    moved = int(np.count_nonzero(permuted(np.arange(784.0).reshape(1, 1, 28, 28), order).ravel() != order))
    rounding = at_most(1e-12, because="sums of at most 784 products in float64, for some tens of steps")
    return Evidence(
        finding=Finding(
            "After {steps} steps on permuted pixels the weights differ by {same:.1g} with the rows of the first matrix "
            "permuted along, and by {apart:.2g} with the rows as they were",
            same="distance of the weights with the rows permuted along",
            apart="distance of the weights with the rows as they were",
        ),
        caption="Largest relative distance of the weights from those of a training on the images as they are, by step.",
        measurements=[
            Measurement("distance of the weights with the rows permuted along", same[-1], rounding),
            Measurement("largest such distance on the way", max(same), rounding),
            Measurement("distance of the weights from torch's", distance(plain, [v1.T, c1, v2.T, c2]), rounding),
            Measurement("steps compared", len(same), within(steps, 0, because="a count")),
            Measurement(
                "test accuracy beside torch's", ours - theirs, within(0, 0, because="the same answers"), check=True
            ),
            Measurement(
                "test accuracy on permuted pixels beside that on the images as they are",
                on_permuted - ours,
                within(0, 0, because="the same answers"),
            ),
            Measurement(
                "test accuracy",
                ours,
                at_least(0.5, because="it learns: more right than wrong"),
                check=True,
            ),
            Measurement(
                "pixels that are not where the order puts them", moved, within(0, 0, because="a copy"), check=True
            ),
            check_draws(oddity_of_integers(order, 784)),
            *sample_checks([(images, labels)], [(tests, answers)], samples, 2000),
            *order_checks([[*seen, in_torch]], samples, 2),
        ],
        controls=[
            Control("distance of the weights with the rows as they were", apart[-1], at_most(1e-12)),
            Control(
                "test accuracy on pixels as they are of the net for permuted ones beside that on permuted ones",
                on_plain - on_permuted,
                within(0, 0),
            ),
            Control(
                "share of pixels that the permutation leaves where they are",
                float((order == np.arange(784)).mean()),
                at_least(12 / 784),
            ),
        ],
        curves=[
            Curve(
                "rows permuted along", np.maximum(same, SMALLEST).tolist(), x=range(1, len(same) + 1), role="subject"
            ),
            Curve(
                "rows as they were", np.maximum(apart, SMALLEST).tolist(), x=range(1, len(apart) + 1), role="reference"
            ),
        ],
        axes=Axes(
            x="step",
            y="distance of the weights",
            log_y=True,
            marks=[
                Mark(of="distance of the weights with the rows permuted along", x=steps, text="{value:.1g}"),
                Mark(of="distance of the weights with the rows as they were", x=steps, text="{value:.2g}"),
            ],
        ),
        fields={"steps": steps},
    )


mutant("permutes the rows the other way", "w1.T[order], b1", "w1.T[np.argsort(order)], b1")
