"""Averages of averages: first over the ranks of a node, then over the nodes."""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.known_answers import least_response
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.average_gradients import average_gradients
from .common import drawn
from .one_rank import checks_of_one_rank

Array = NDArray[np.float64]
Gradient = list[Array]

ROWS = 48
RANKS = [7, 1, 0, 12, 4, 24]  # rows of each, in order
SHAPES = [((3, 4), 1.0), ((4,), 1e6), ((1,), 1e-6), ((2, 3, 2), 1.0)]  # of the arrays of a gradient, and their size


def gradients_of(of_each: Gradient, sizes: list[int]) -> list[Gradient]:
    """Of each shard the mean over its rows, array by array; NaN without rows."""
    ends = np.cumsum(sizes)
    return [
        [rows[end - size : end].mean(axis=0) if size else np.full(rows.shape[1:], np.nan) for rows in of_each]
        for size, end in zip(sizes, ends, strict=True)
    ]


def in_order(shards: list[Gradient], sizes: list[int], order: list[int]) -> Gradient:
    """The average over ranks that stand in another order, each with the rows that stand in its place."""
    return average_gradients([shards[rank] for rank in order], sizes)


def in_two_stages(shards: list[Gradient], sizes: list[int], first_node: int) -> Gradient:
    """The average over two nodes, the first of which has that many ranks, of each node's average over its ranks."""
    nodes = [slice(None, first_node), slice(first_node, None)]
    means = [average_gradients(shards[ranks], sizes[ranks]) for ranks in nodes]
    return average_gradients(means, [sum(sizes[ranks]) for ranks in nodes])


def error(mean: Gradient, full: Gradient) -> float:
    """The largest relative error of any array."""
    return float(np.max([relative_error(*pair) for pair in zip(mean, full, strict=True)]))


def largest_error(means: list[Gradient], full: Gradient) -> float:
    """The largest of all of them; NaN where one is."""
    return float(np.max([error(mean, full) for mean in means]))


@claim(
    en="Averages can be averaged: weighted by rows within each node and by the rows of the nodes after that, gradients "
    "add up to the full batch's, however ranks are grouped and ordered, and each array on its own scale. Nodes "
    "averaged alike do not, unless they hold equally many rows.",
    ko="평균은 다시 평균해도 된다. 노드 안에서 샘플 수로 가중하고 그다음 노드의 샘플 수로 가중하면, 랭크를 어떻게 "
    "묶고 어떤 순서로 놓든, 배열마다 크기가 달라도 전체 배치의 기울기가 된다. 노드를 똑같이 평균하면 샘플 수가 "
    "같을 때에만 그렇다.",
    short="Averages over ranks and then over nodes",
    seconds=0.3,
    literature="Goyal 2017",
)
def averages_of_averages(seed: int = 0) -> Evidence:
    rng = np.random.default_rng([seed, 2])  # single_process.py draws from seed and [seed, 1]
    of_each = [scale * (1 + rng.normal(size=(ROWS, *shape))) for shape, scale in SHAPES]
    full = [rows.mean(axis=0) for rows in of_each]
    shards = gradients_of(of_each, RANKS)
    at_once = error(average_gradients(shards, RANKS), full)
    orders = [list(order) for order in permutations(range(6)) if order[0] < order[2] < order[4]]
    reordered = [in_order(shards, [RANKS[rank] for rank in order], order) for order in orders]
    grouped = [in_two_stages(shards, RANKS, first_node) for first_node in range(1, 6)]
    one_row_each = average_gradients(gradients_of(of_each, [1] * ROWS), [1] * ROWS)

    of_first_node = list(range(2, ROWS - 1))  # rows; each node has two ranks
    staged, alike = [], []
    for n in of_first_node:
        sizes = [1, n - 1, ROWS - n - 1, 1]
        staged.append(error(in_two_stages(gradients_of(of_each, sizes), sizes, 2), full))
        nodes = gradients_of(of_each, [n, ROWS - n])
        alike.append(error([np.mean(pair, axis=0) for pair in zip(*nodes, strict=True)], full))
    exact = at_most(1e-12, because="float64 rounding of sums of 48 rows, of each array on its own scale")
    twelve, half = of_first_node.index(12), of_first_node.index(ROWS // 2)
    return Evidence(
        finding=Finding(
            "With 12 of 48 rows on the first node the average of averages is {staged:.1g} away from the full batch's "
            "gradient, and with nodes averaged alike {alike:.2g}",
            staged="first node of 12 rows: error of the average of averages",
            alike="first node of 12 rows: error of nodes averaged alike",
        ),
        caption="Error of an average in two stages by the rows of the first of two nodes. Weighted by rows it is "
        "always right; nodes averaged alike are right only where both hold half of the rows.",
        measurements=[
            Measurement("first node of 12 rows: error of the average of averages", staged[twelve], exact),
            Measurement("two nodes of any size: largest error of the average of averages", np.max(staged), exact),
            Measurement("six ranks at once: error", at_once, exact),
            Measurement("six ranks in two nodes: largest error", largest_error(grouped, full), exact),
            Measurement("six ranks in any order: largest error", largest_error(reordered, full), exact),
            Measurement("48 ranks of one row: error", error(one_row_each, full), exact),
            check_relative_errors(),
            Measurement(
                "the same where both are a millionth of that",
                least_response(lambda one, other: relative_error(1e-6 * one, 1e-6 * other), (6, 10)),
                within(1, 1e-9, because="relative, whatever the size"),
                check=True,
            ),
            check_draws(
                oddity_of_normal(
                    np.hstack([(rows / s - 1).reshape(ROWS, -1) for rows, (_, s) in zip(of_each, SHAPES, strict=True)])
                )
            ),
            *checks_of_one_rank(seed),
            Measurement(
                "orders of six ranks tried",
                len(orders),
                within(120, 0, because="720 orders; one in six has its first and third and fifth rank sorted"),
                check=True,
            ),
        ],
        controls=[
            Control("first node of 12 rows: error of nodes averaged alike", alike[twelve], exact),
            Control(
                "six ranks in another order with the rows of the first: error",
                error(in_order(shards, RANKS, [1, 0, 2, 4, 3, 5]), full),
                exact,
            ),
            Control("nodes of 24 rows: error of nodes averaged alike", alike[half], exact, must="hold"),
        ],
        curves=[
            Curve("weighted by rows", drawn(staged), x=of_first_node, role="subject"),
            Curve("nodes averaged alike", drawn(alike), x=of_first_node, role="reference"),
        ],
        axes=Axes(
            x="rows of the first node",
            y="error",
            log_y=True,
            marks=[
                Mark(of="first node of 12 rows: error of the average of averages", x=12, text="{value:.1g}"),
                Mark(of="first node of 12 rows: error of nodes averaged alike", x=12, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "weights arrays by their own size",
    "share * own[i]",
    "share * own[i] * own[i].size / own[0].size",
    program="average_gradients",
)
mutant(
    "leaves out the last of several ranks",
    "if size > 0]",
    "if size > 0 and (own is not gradients[-1] or len(sizes) == 1)]",
    program="average_gradients",
)
mutant("forgets the rows of the second rank of a node", "sum(sizes[ranks])", "sizes[ranks][0]")
