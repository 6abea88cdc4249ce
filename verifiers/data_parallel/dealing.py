"""ZeRO-1: how evenly tensors are dealt out to ranks."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.owners import owners
from .sharding import in_turn, least_load, loads_of

GRAHAM = "4/3 - 1/(3W) times the best of all ways to deal tensors out to W ranks (Graham 1969)"
COUNT = "a count"
WORLDS = (1, 2, 3, 4, 5, 6, 8, 10, 13, 16)
TENSORS = (1, 2, 3, 4, 5, 7, 12, 20, 35, 59)
Deal = Callable[[Sequence[int], int], Sequence[int]]


def strange(sizes: Sequence[int], ranks: Sequence[int], world: int) -> int:
    """How many tensors have no rank from 0 to W - 1, or are left out."""
    return abs(len(ranks) - len(sizes)) + sum(not 0 <= rank < world for rank in ranks)


def over_allowed(sizes: Sequence[int], ranks: Sequence[int], world: int, best: float) -> float:
    """The fullest rank over the most that Graham's theorem allows; from whole numbers, so that 1 is exact."""
    return float(3 * world * max(loads_of(sizes, ranks, world)) / ((4 * world - 1) * best))


@claim(
    en="Dealt out the largest first, each tensor to the rank that has least, no rank holds more than 4/3 - 1/(3W) of "
    "what the best of all ways would give its fullest rank.",
    ko="가장 큰 텐서부터, 가장 적게 가진 랭크에 하나씩 나누면, 어느 랭크도 가장 좋은 분배에서 가장 많이 가진 랭크의 "
    "4/3 - 1/(3W)배보다 많이 갖지 않는다.",
    short="Tensors dealt out, the largest first",
    seconds=1,
    literature="Graham 1969; Rajbhandari 2020",
)
def largest_first(seed: int = 0) -> Evidence:
    rng, worlds = np.random.default_rng(seed), range(2, 5)
    by_rule: list[float] = []
    in_turns: list[float] = []
    all_sizes: list[int] = []
    for world in worlds:
        draws = [rng.integers(1, 10, size=tensors).tolist() for tensors in range(world, 8) for _ in range(12)]
        best = [least_load(sizes, world) for sizes in draws]
        all_sizes += [size for sizes in draws for size in sizes]
        for deal, largest in ((owners, by_rule), (in_turn, in_turns)):
            shares = [over_allowed(s, deal(s, world), world, least) for s, least in zip(draws, best, strict=True)]
            largest.append(max(shares))
    tight = [[2 * world - 1 - i // 2 for i in range(2 * world)] + [world] for world in range(2, 7)]
    worst = [over_allowed(sizes, owners(sizes, w), w, 3 * w) for w, sizes in enumerate(tight, start=2)]
    return Evidence(
        finding=Finding(
            "The fullest rank holds up to {largest:.2g} of what is allowed; dealt out in turn up to {turns:.2g}",
            largest="tensors of random sizes: load of the fullest rank relative to the most allowed",
            turns="tensors of random sizes dealt out in turn: load relative to the most allowed",
        ),
        caption="The fullest rank over the most allowed, by ranks: the largest of its draws, and for the worst sizes.",
        measurements=[
            Measurement(
                "tensors of random sizes: load of the fullest rank relative to the most allowed",
                max(by_rule),
                at_most(1, because=GRAHAM),
            ),
            Measurement(
                "worst sizes for the rule: load of the fullest rank relative to the most allowed",
                max(worst),
                within(1, 1e-12, because=GRAHAM),
            ),
            Measurement(
                "worst sizes for the rule: least of these loads",
                min(worst),
                within(1, 1e-12, because=GRAHAM),
                check=True,
            ),
            check_draws(oddity_of_integers(np.array(all_sizes) - 1, 9)),
            Measurement(
                "worst sizes on two and on three ranks: difference of the best of all ways from 3W",
                max(abs(least_load(tight[w - 2], w) - 3 * w) for w in (2, 3)),
                within(0, 0, because="pairs that add up to 3W, and three of W (Graham 1969)"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "tensors of random sizes dealt out in turn: load relative to the most allowed",
                max(in_turns),
                at_most(1),
            )
        ],
        curves=[
            Curve("largest first", by_rule, x=worlds, role="subject"),
            Curve("in turn", in_turns, x=worlds, role="reference"),
            Curve("largest first, worst sizes", worst, x=range(2, 7), role="subject"),
        ],
        axes=Axes(
            x="ranks",
            y="fullest rank over the most allowed",
            marks=[
                Mark(
                    of="tensors of random sizes: load of the fullest rank relative to the most allowed",
                    x=worlds[by_rule.index(max(by_rule))],
                    text="{value:.2g}",
                ),
                Mark(
                    of="tensors of random sizes dealt out in turn: load relative to the most allowed",
                    x=worlds[in_turns.index(max(in_turns))],
                    text="{value:.2g}",
                ),
            ],
        ),
    )


@claim(
    en="Dealt out by size, ranks differ by no more than the largest tensor, at any number of tensors and ranks; every "
    "tensor has one owner, and with fewer tensors than ranks no rank owns two.",
    ko="크기에 따라 나누면 텐서와 랭크가 몇 개든 랭크 사이의 차이는 가장 큰 텐서를 넘지 않는다. 텐서마다 "
    "주인이 하나이고, 텐서가 랭크보다 적으면 둘을 가진 랭크는 없다.",
    short="One owner for each tensor",
    seconds=0.5,
    literature="Graham 1969; Rajbhandari 2020",
)
def one_owner_each(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    exponents = rng.uniform(1, 5, (len(TENSORS), max(TENSORS)))
    all_sizes = np.rint(10**exponents).astype(int)  # as networks have them, from biases to matrices
    unowned, gaps, gaps_in_turn, twice = 0, [], [], 0
    alone = []  # the gaps where one rank has the largest tensor, and another one nothing
    for world, (tensors, row) in product(WORLDS, zip(TENSORS, all_sizes, strict=True)):
        sizes = row[:tensors].tolist()
        ranks = owners(sizes, world)
        unowned += strange(sizes, ranks, world)
        loads, loads_in_turn = loads_of(sizes, ranks, world), loads_of(sizes, in_turn(sizes, world), world)
        gaps.append(float(np.ptp(loads)) / max(sizes))
        gaps_in_turn.append(float(np.ptp(loads_in_turn)) / max(sizes))
        if 1 < tensors < world:
            alone.append(gaps[-1])
        if tensors <= world:
            twice += tensors - len(set(ranks))
    return Evidence(
        finding=Finding(
            "Ranks differ by up to {gap:.2g} of the largest tensor; dealt out in turn by up to {turns:.2g}",
            gap="difference of the fullest and the emptiest rank over the largest tensor",
            turns="dealt out in turn: difference of the fullest and the emptiest rank over the largest tensor",
        ),
        caption="Difference of the fullest and the emptiest rank over the largest tensor, in a hundred draws.",
        measurements=[
            Measurement("tensors without an owner among the ranks", unowned, within(0, 0, because=COUNT)),
            Measurement(
                "difference of the fullest and the emptiest rank over the largest tensor",
                max(gaps),
                at_most(1, because="what the fullest rank got last, it got when it had least"),
            ),
            Measurement(
                "largest of all tensors over the smallest",
                np.max(all_sizes) / np.min(all_sizes),
                between(1000, 10_000, because="sizes from 10 to 100 000, hundreds of them"),
                check=True,
            ),
            check_draws(oddity_of_uniform(exponents, 1, 5)),
            Measurement(
                "fewer tensors than ranks: least of these differences",
                min(alone),
                within(1, 0, because="one rank has the largest tensor, and another one nothing"),
            ),
            Measurement(
                "tensors that share a rank though others have none",
                twice,
                within(0, 0, because="a rank with nothing has least"),
            ),
        ],
        controls=[
            Control(
                "dealt out in turn: difference of the fullest and the emptiest rank over the largest tensor",
                max(gaps_in_turn),
                at_most(1),
            )
        ],
        curves=[
            Curve("by size", sorted(gaps), role="subject"),
            Curve("in turn", sorted(gaps_in_turn), role="reference"),
        ],
        axes=Axes(
            x="draw",
            y="difference over the largest tensor",
            marks=[
                Mark(
                    of="difference of the fullest and the emptiest rank over the largest tensor",
                    x=99,
                    text="{value:.2g}",
                ),
                Mark(
                    of="dealt out in turn: difference of the fullest and the emptiest rank over the largest tensor",
                    x=99,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("gives every tensor to the fullest rank", "loads.index(min(loads))", "loads.index(max(loads))", program="owners")
mutant("leaves the last rank out", "loads = [0] * world", "loads = [0] * max(world - 1, 1)", program="owners")
