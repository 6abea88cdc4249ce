"""ZeRO-1: whether it matters in which order the tensors stand that are dealt out."""

import heapq
from collections.abc import Sequence

import numpy as np

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
    claim,
    within,
)

from ..programs.owners import owners
from .dealing import Deal
from .sharding import in_turn, loads_of


def by_heap(sizes: Sequence[int], world: int) -> list[int]:
    """The loads of all ranks, least first, by the same rule with a queue of loads."""
    loads = [0] * world
    for size in sorted(sizes, reverse=True):
        heapq.heapreplace(loads, loads[0] + size)
    return sorted(loads)


def change(sizes: Sequence[int], other: Sequence[int], deal: Deal, world: int) -> float:
    """By how much the loads of tensors in two orders differ, least first, over an equal share."""
    one, two = (np.sort(loads_of(order, deal(order, world), world)) for order in (sizes, other))
    return float(np.max(np.abs(one - two))) * world / sum(sizes)


@claim(
    en="Largest first, the loads of the ranks are the same in whatever order the tensors of a network stand. Dealt out "
    "in turn they depend on it.",
    ko="가장 큰 텐서부터 나누면 신경망의 텐서가 어떤 순서로 놓여 있든 랭크의 부하는 같다. 차례로 나누면 순서에 따라 "
    "달라진다.",
    short="A GPT's tensors in any order",
    seconds=0.5,
    literature="Rajbhandari 2020",
)
def order_of_tensors(blocks: int = 12, width: int = 768, seed: int = 0) -> Evidence:
    if not (6 <= blocks <= 48 and 64 <= width <= 4096):
        raise Undecided(
            en=f"blocks = {blocks}, width = {width}: 6 to 48 blocks, 64 to 4096 wide",
            ko=f"blocks = {blocks}, width = {width}: 블록은 6~48개, 너비는 64~4096이어야 한다",
        )
    square = width**2
    block = [width, width, 3 * square, 3 * width, square, width, width, width, 4 * square, 4 * width, 4 * square, width]
    sizes, rng, worlds = [*block * blocks, width, width], np.random.default_rng(seed), [2, 3, 4, 6, 8]
    order = rng.permutation(len(sizes))
    shuffled = [sizes[i] for i in order]
    changes = [change(sizes, shuffled, owners, world) for world in worlds]
    in_turns = [change(sizes, shuffled, in_turn, world) for world in worlds]
    off = [
        int(np.sum(np.sort(loads_of(tensors, owners(tensors, world), world)) != by_heap(tensors, world)))
        for tensors in (sizes, sizes[::-1], shuffled)
        for world in worlds
    ]
    return Evidence(
        finding=Finding(
            "Dealt out in turn, shuffled tensors change the loads by up to {turns:.2g} of a share; largest first, they "
            "leave them the same",
            turns="dealt out in turn: largest change of a load over a share",
        ),
        caption="Largest change of a load when the tensors are shuffled, over an equal share, by the number of ranks.",
        measurements=[
            Measurement(
                "shuffled tensors: largest change of a load over a share",
                max(changes),
                within(0, 0, because="sorted by size, they stand as before"),
            ),
            Measurement(
                "loads that are not those of the same rule by a queue",
                sum(off),
                within(0, 0, because="of equal loads it does not matter which one grows"),
            ),
            check_draws(oddity_of_integers(order, len(sizes))),
        ],
        controls=[Control("dealt out in turn: largest change of a load over a share", max(in_turns), within(0, 0))],
        curves=[
            Curve("largest first", changes, x=worlds, role="subject"),
            Curve("in turn", in_turns, x=worlds, role="reference"),
        ],
        axes=Axes(
            x="ranks",
            y="change of a load over a share",
            marks=[
                Mark(
                    of="dealt out in turn: largest change of a load over a share",
                    x=worlds[in_turns.index(max(in_turns))],
                    text="{value:.2g}",
                )
            ],
        ),
    )
