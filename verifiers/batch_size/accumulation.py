"""Gradient accumulation: steps of a large batch from chunks that fit into memory."""

from collections.abc import Callable, Sequence

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls, check_draws, check_relative_errors
from quizdl.lab.descent import growing_distance, max_distance, torch_descent
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.accumulate import accumulate
from ..programs.least_squares import least_squares_gradient
from ..programs.minibatch_descent import Array, Labels
from .common import COUNTED

LENGTHS = (  # of the chunks, in order
    (12,),
    (4, 4, 4),
    (1,) * 12,
    (5, 4, 3),
    (3, 4, 5),
    (11, 1),
    (1, 11),
    (1, 1, 10),
    (6, 1, 5),
)


def chunks_of(lengths: Sequence[int]) -> list[Labels]:
    """The rows from 0 on, in chunks of these lengths."""
    return np.split(np.arange(sum(lengths)), np.cumsum(lengths)[:-1])


def mean_of_chunks(gradient: Callable[[Labels], Array], chunks: Sequence[Labels]) -> Array:
    """The mistake: each chunk counts alike, however many rows it has."""
    mean: Array = np.mean([gradient(chunk) for chunk in chunks], axis=0)
    return mean


def alike_weights(lengths: Sequence[int]) -> Array:
    """The weight of each row where each chunk counts alike."""
    return np.repeat([1 / len(lengths) / length for length in lengths], lengths)


@claim(
    en="Chunks of any lengths give the gradient of the mean over all rows, also chunks of one row and a single chunk, "
    "and the gradient is never asked for more rows than the longest chunk has. Only for chunks of one length is it "
    "the mean of theirs.",
    ko="조각의 길이가 어떻든, 한 행짜리 조각이 있거나 조각이 하나뿐이어도 전체 행에 대한 평균의 기울기가 나오며, 가장 "
    "긴 조각보다 많은 행의 기울기를 한 번에 구하는 일은 없다. 조각의 길이가 모두 같을 때에만 조각 기울기의 단순 평균과 "
    "같다.",
    short="Chunks of any lengths",
    seconds=0.1,
    literature="Bottou, Curtis & Nocedal 2018",
)
def chunks_of_any_length(seed: int = 0) -> Evidence:
    each = np.random.default_rng(seed).integers(-9, 10, size=(12, 2, 3)).astype(float)  # of a row: its own gradient
    exact = each.sum(axis=0) / 12
    asked: list[int] = []

    def gradient(rows: Labels) -> Array:
        asked.append(len(rows))
        mean: Array = each[rows].mean(axis=0)
        return mean

    def loud(rows: Labels) -> Array:
        return 1e8 * gradient(rows)

    apart, beyond, alike = [], [], []
    for lengths in LENGTHS:
        asked.clear()
        chunks = chunks_of(lengths)
        apart.append(relative_error(accumulate(gradient, chunks), exact))
        beyond.append(max(asked) - max(lengths))
        alike.append(relative_error(mean_of_chunks(gradient, chunks), exact))
    given = chunks_of((5, 4, 3))
    by_weights = max(relative_error(np.tensordot(alike_weights(of), each, 1), exact) for of in LENGTHS)
    scaled = relative_error(accumulate(loud, given), 1e8 * exact)
    backwards = given[::-1]
    turned = relative_error(accumulate(gradient, backwards), exact)
    flat = relative_error(accumulate(lambda rows: gradient(rows)[0], given), exact[0])
    rounding = at_most(1e-14, because="sums of twelve whole numbers; rounding of shares and products")
    return Evidence(
        finding=Finding(
            "Chunks of nine layouts are {far:.1g} off the gradient of all rows at most; counted alike they are up to "
            "{alike:.2g} off",
            far="largest relative distance from the gradient of all rows",
            alike="chunks counted alike: largest relative distance",
        ),
        caption="Distance from the gradient of all twelve rows, by layout. The first three have chunks of one length.",
        measurements=[
            Measurement("largest relative distance from the gradient of all rows", max(apart), rounding),
            Measurement("gradients of 1e8: relative distance", scaled, rounding),
            Measurement("chunks in reverse: relative distance", turned, rounding),
            Measurement("gradients of another shape: relative distance", flat, rounding),
            Measurement(
                "rows of a call beyond those of the longest chunk",
                max(beyond, key=abs),
                within(0, 0, because="a chunk is what fits into memory"),
            ),
            Measurement(
                "indices that were changed",
                int(np.count_nonzero(np.concatenate([*given, *backwards]) != np.r_[0:12, 9:12, 5:9, 0:5])),
                within(0, 0, because=COUNTED),
            ),
            check_relative_errors(),
            check_controls(max(alike) - by_weights),
            Measurement(
                "how odd the gradients of the rows look", oddity_of_integers(each + 9, 19), NOT_ODD, check=True
            ),
            Measurement("chunks of one length counted alike: relative distance", max(alike[:3]), rounding, check=True),
        ],
        controls=[Control("chunks counted alike: largest relative distance", max(alike), at_most(1e-14))],
        curves=[
            Curve("weighted by rows", apart, x=range(1, 10), points=True, role="subject"),
            Curve("counted alike", alike, x=range(1, 10), points=True, role="reference"),
        ],
        axes=Axes(
            x="layout",
            y="relative distance",
            marks=[
                Mark(
                    of="largest relative distance from the gradient of all rows",
                    x=1 + int(np.argmax(apart)),
                    text="{value:.1g}",
                ),
                Mark(
                    of="chunks counted alike: largest relative distance",
                    x=1 + int(np.argmax(alike)),
                    text="{value:.2g}",
                ),
            ],
        ),
    )


@claim(
    en="Training with gradients accumulated over chunks goes where training on the large batch goes, step for step; "
    "with unequal chunks counted alike it ends elsewhere.",
    ko="조각에서 누적한 기울기로 학습하면 큰 배치로 학습할 때와 스텝마다 같은 경로를 간다. 길이가 다른 조각을 "
    "똑같이 평균하면 다른 곳으로 간다.",
    short="Training from chunks",
    seconds=0.2,
    literature="Bottou, Curtis & Nocedal 2018",
)
def training_from_chunks(lr: float = 0.05, steps: int = 60, seed: int = 0) -> Evidence:
    if not (1e-3 <= lr <= 0.1 and 10 <= steps <= 500):
        raise Undecided(
            en=f"lr = {lr:g}, {steps} steps: descent on this problem is stable from lr = 0.001 to 0.1",
            ko=f"lr = {lr:g}, {steps}스텝: 이 문제에서는 학습률이 0.001~0.1일 때 경사 하강법이 안정하다",
        )
    rng = np.random.default_rng(seed)
    x, noise, behind = (rng.uniform(-1, 1, size) for size in ((64, 5), 64, 5))
    y, lengths = x @ behind + noise, (30, 20, 13, 1)
    chunks, weights = chunks_of(lengths), alike_weights(lengths)

    def gradient_at(theta: Array) -> Callable[[Labels], Array]:
        return lambda rows: least_squares_gradient(theta, x[rows], y[rows])

    def path(combine: Callable[[Callable[[Labels], Array], Sequence[Labels]], Array]) -> Array:
        places = [np.zeros(5)]
        for _ in range(steps):
            places.append(places[-1] - lr * combine(gradient_at(places[-1]), chunks))
        return np.array(places)

    whole = torch_descent(lambda theta: least_squares_gradient(theta, x, y), np.zeros(5), lr, steps)
    ours, alike = (growing_distance(path(combine), whole) for combine in (accumulate, mean_of_chunks))
    by_weights = torch_descent(lambda theta: (weights * (x @ theta - y)) @ x, np.zeros(5), lr, steps)
    same = at_most(1e-12, because="the same gradients but for the order of sums; the steps contract")
    return Evidence(
        finding=Finding(
            "In {steps} steps from four chunks gradient descent gets {ours:.1g} away from the path of the whole batch; "
            "with chunks counted alike it gets {alike:.2g} away",
            ours="distance from the path of the whole batch",
            alike="chunks counted alike: distance from the path of the whole batch",
        ),
        fields={"steps": steps},
        caption="Largest distance so far from the path of the whole batch of 64. The chunks have 30, 20, 13 rows and "
        "one.",
        measurements=[
            Measurement("distance from the path of the whole batch", ours[-1], same),
            check_controls(alike[-1] - max_distance(by_weights, whole)),
            check_draws(oddity_of_uniform(x, -1, 1), oddity_of_uniform([*x.flat, *noise, *behind], -1, 1)),
        ],
        controls=[
            Control("chunks counted alike: distance from the path of the whole batch", alike[-1], at_most(1e-12))
        ],
        curves=[
            Curve("weighted by rows", ours.tolist(), role="subject"),
            Curve("counted alike", alike.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="largest distance so far",
            marks=[
                Mark(of="distance from the path of the whole batch", x=steps, text="{value:.1g}"),
                Mark(of="chunks counted alike: distance from the path of the whole batch", x=steps, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "asks for all rows at once",
    "total = len(chunks[0]) / samples * gradient(chunks[0])\n    for chunk in chunks[1:]:",
    "total = gradient(np.concatenate(chunks))\n    for chunk in chunks[len(chunks) :]:",
    program="accumulate",
)
mutant(
    "divides by the chunks and not by the rows",
    "samples = sum(len(chunk) for chunk in chunks)",
    "samples = len(chunks) * len(chunks[0])",
    program="accumulate",
)
