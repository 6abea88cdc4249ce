"""Sharded training: what each rank keeps of parameters, gradients and the optimizer's state."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.owners import owners
from ..programs.single_process import train as train_alone
from ..programs.single_process import weights
from .common import EQUAL, EXACT, of_path, require_few, together, train


def least_load(sizes: Sequence[int], world: int) -> float:
    """What the fullest rank holds if tensors of these sizes are dealt out as evenly as they can be; tries all ways."""
    ways = np.array(list(product(range(world), repeat=len(sizes))))
    loads = [(ways == rank) @ np.array(sizes) for rank in range(world)]
    return float(np.min(np.max(loads, axis=0)))


def loads_of(sizes: Sequence[int], ranks: Sequence[int], world: int) -> NDArray[np.float64]:
    """How many numbers each rank holds, shape (world,)."""
    return np.asarray(np.bincount(ranks, weights=sizes, minlength=world), dtype=np.float64)


def in_turn(sizes: Sequence[int], world: int) -> list[int]:
    """The rank of each tensor if they are dealt out one after the other, whatever their sizes."""
    return [i % world for i in range(len(sizes))]


@claim(
    en="DDP keeps the whole state of Adam on every rank. ZeRO-1 keeps about 1/W, as evenly as whole tensors can be "
    "dealt out; full sharding keeps 1/W of parameters, gradients and state between the steps. With equal shards and a "
    "mean loss all end where one process ends.",
    ko="DDP는 랭크마다 Adam의 상태 전체를 갖는다. ZeRO-1은 텐서를 통째로 나누어 랭크마다 1/W 정도만 갖고, 완전 "
    "샤딩은 스텝 사이에 파라미터, 기울기, 상태를 모두 1/W만 갖는다. 샤드 크기가 같고 손실이 평균이면 모두 프로세스 "
    "하나로 학습한 것과 같은 곳에 이른다.",
    short="Adam's state on each rank",
    seconds=8,
    literature="Rajbhandari 2020; Zhao 2023; Graham 1969",
)
def sharded_state(steps: int = 20, seed: int = 0) -> Evidence:
    require_few(steps)
    sizes = [array.numel() for array in weights(seed)]
    count = sum(sizes)
    ranks = together(
        seed,
        {
            "DDP": train("DDP", optimizer="Adam", steps=steps),
            "by hand": train("ZeRO by hand", optimizer="Adam", steps=steps, owner=list(owners(sizes, 2))),
            "of torch": train("ZeRO of torch", optimizer="Adam", steps=steps),
            "fully": ("fully_sharded", {"optimizer": "Adam", "sizes": EQUAL, "steps": steps}),
            "apart": train("no_sync", optimizer="Adam", steps=steps),
        },
    )
    alone = train_alone(seed, "Adam", steps)
    path = {work: max(of_path(ranks, work, alone)) for work in ranks[0]}
    state = {work: [rank[work]["state"] / (2 * 8) for rank in ranks] for work in ranks[0]}  # two float64 for each
    fuller = {work: int(np.argmax(of_ranks)) for work, of_ranks in state.items()}
    kept = [rank["fully"] for rank in ranks]
    graham = at_most(
        7 / 6 * least_load(sizes, 2),
        because="dealt out largest first: at most 4/3 - 1/(3W) of the best split (Graham 1969)",
    )
    slices = within(-(-count // 2), 0, because="P/W rounded up")
    once = within(count, 0, because="each once")
    return Evidence(
        finding=Finding(
            "Of {count} parameters the fuller of two ranks keeps Adam's state for {ddp:.0f} under DDP, for {zero:.0f} "
            "under ZeRO-1 and for {fully:.0f} fully sharded",
            ddp="DDP: parameters whose state the fuller rank keeps",
            zero="ZeRO-1 by hand: parameters whose state the fuller rank keeps",
            fully="fully sharded: parameters whose state the fuller rank keeps",
        ),
        caption="Parameters whose two running means each rank keeps. ZeRO-1 deals out whole tensors, and so not quite "
        "halves; full sharding cuts through them.",
        measurements=[
            Measurement(
                "DDP: parameters whose state the fuller rank keeps", max(state["DDP"]), within(count, 0, because="all")
            ),
            Measurement(
                "DDP: parameters whose state the emptier rank keeps", min(state["DDP"]), within(count, 0, because="all")
            ),
            Measurement("ZeRO-1 by hand: parameters whose state the fuller rank keeps", max(state["by hand"]), graham),
            Measurement("ZeRO-1 by hand: parameters whose state both ranks keep together", sum(state["by hand"]), once),
            Measurement(
                "ZeRO-1 of torch: parameters whose state the fuller rank keeps", max(state["of torch"]), graham
            ),
            Measurement(
                "ZeRO-1 of torch: parameters whose state both ranks keep together", sum(state["of torch"]), once
            ),
            Measurement("fully sharded: parameters whose state the fuller rank keeps", max(state["fully"]), slices),
            Measurement(
                "fully sharded: parameters that the fuller rank keeps",
                max(rank["parameters"] for rank in kept) / 8,
                slices,
            ),
            Measurement(
                "fully sharded: gradients that the fuller rank keeps",
                max(rank["gradients"] for rank in kept) / 8,
                slices,
            ),
            Measurement("DDP: largest distance of Adam from one process", path["DDP"], EXACT),
            Measurement("ZeRO-1 by hand: largest distance of Adam from one process", path["by hand"], EXACT),
            Measurement("ZeRO-1 of torch: largest distance of Adam from one process", path["of torch"], EXACT),
            Measurement("fully sharded: largest distance of Adam from one process", path["fully"], EXACT),
        ],
        controls=[
            Control(
                "tensors dealt out in turn: parameters of the fuller rank",
                max(loads_of(sizes, in_turn(sizes, 2), 2)),
                graham,
            ),
            Control("under no_sync: largest distance of Adam from one process", path["apart"], EXACT),
        ],
        curves=[
            Curve("ZeRO-1 by hand", state["by hand"], points=True, role="subject"),
            Curve("ZeRO-1 of torch", state["of torch"], points=True),
            Curve("fully sharded", state["fully"], points=True),
            Curve("DDP", state["DDP"], points=True, role="reference"),
            Curve("most that largest-first allows", [7 / 6 * least_load(sizes, 2)] * 2, role="bound"),
        ],
        axes=Axes(
            x="rank",
            y="parameters whose state it keeps",
            marks=[
                Mark(of="DDP: parameters whose state the fuller rank keeps", x=fuller["DDP"], text="{value:.0f}"),
                Mark(
                    of="ZeRO-1 by hand: parameters whose state the fuller rank keeps",
                    x=fuller["by hand"],
                    text="{value:.0f}",
                ),
                Mark(
                    of="fully sharded: parameters whose state the fuller rank keeps",
                    x=fuller["fully"],
                    text="{value:.0f}",
                ),
            ],
        ),
        fields={"count": count},
    )


mutant("keeps Adam's state of every parameter", "if its == rank]", "if its >= 0]", program="data_parallel_worker")
mutant(
    "gives both ranks the first slice",
    "own = slice(dist.get_rank() * size, (dist.get_rank() + 1) * size)",
    "own = slice(size)",
    program="data_parallel_worker",
)
mutant("deals tensors out in the order given", "key=lambda i: -sizes[i]", "key=lambda i: i", program="owners")
mutant("deals the smallest tensor first", "key=lambda i: -sizes[i]", "key=lambda i: sizes[i]", program="owners")
mutant("counts tensors and not their sizes", "+= sizes[i]", "+= 1", program="owners")
