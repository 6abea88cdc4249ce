"""How DistributedSampler deals samples out to ranks."""

from typing import Any

import numpy as np
import torch
from torch.utils.data import TensorDataset
from torch.utils.data.distributed import DistributedSampler

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
    mutant,
    within,
)

Shards = list[list[int]]


def shard_of_epoch(count: int, world: int, rank: int, seed: int, epoch: int) -> list[int]:
    """The indices that DistributedSampler gives to a rank: one permutation for all ranks, dealt out in turn.

    What is missing to equally many for each rank is filled up with the first ones again.
    """
    generator = torch.Generator()
    generator.manual_seed(seed + epoch)
    order: list[int] = torch.randperm(count, generator=generator).tolist()
    order += order[: -count % world]
    return order[rank::world]


def sampler_of(count: int, ranks: int, rank: int, seed: int, drop_last: bool = False) -> DistributedSampler[Any]:
    """The sampler of one rank over a data set of so many samples."""
    samples = TensorDataset(torch.arange(count))
    return DistributedSampler(samples, ranks, rank, seed=seed, drop_last=drop_last)


def dealt(count: int, ranks: int, seed: int, epochs: list[int], drop_last: bool = False) -> Shards:
    """What DistributedSampler gives to each rank, in the epoch that was set on it."""
    shards = []
    for rank in range(ranks):
        sampler = sampler_of(count, ranks, rank, seed, drop_last)
        sampler.set_epoch(epochs[rank])
        shards.append(list(sampler))
    return shards


def times_dealt(shards: Shards, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How often each of `count` samples was dealt out, shape (count,)."""
    return np.bincount(np.concatenate(shards), minlength=count)


@claim(
    en="DistributedSampler deals one permutation out to all ranks, equally many each: of 50 samples on 4 ranks it "
    "repeats two, or with drop_last drops two. Without set_epoch every epoch has the same order; with it on every "
    "rank each epoch has its own, and the shards stay disjoint. On one rank only, they overlap.",
    ko="DistributedSampler는 순열 하나를 모든 랭크에 똑같은 개수로 나누어 준다. 샘플 50개를 랭크 4개에 나누면 두 "
    "개를 반복하고, drop_last이면 두 개를 버린다. set_epoch를 부르지 않으면 epoch마다 순서가 같다. 모든 랭크에서 "
    "부르면 epoch마다 순서가 달라지고 샤드는 겹치지 않는다. 한 랭크에서만 부르면 샤드가 겹친다.",
    short="Samples dealt out to ranks",
    seconds=0.5,
    literature="PyTorch documentation, torch.utils.data",
)
def distributed_sampler(samples: int = 50, ranks: int = 4, seed: int = 0) -> Evidence:
    if not (2 <= ranks <= 64 and 2 * ranks <= samples <= 100_000 and samples % ranks):
        raise Undecided(
            en=f"{samples} samples on {ranks} ranks: the sentence is about more samples, that do not divide",
            ko=f"샘플 {samples}개, 랭크 {ranks}개: 문장은 샘플이 랭크보다 많고 나누어떨어지지 않는 경우에 대한 것이다",
        )
    each = -(-samples // ranks)
    even = each * ranks
    by_epoch = [dealt(samples, ranks, seed, [epoch] * ranks) for epoch in range(3)]
    by_hand = [[shard_of_epoch(samples, ranks, r, seed, epoch) for r in range(ranks)] for epoch in range(3)]
    unset = sampler_of(samples, ranks, 0, seed)
    orders_without = {tuple(unset) for _ in range(3)}
    sizes = [len(shard) for shard in by_epoch[0]]
    repeated = times_dealt(by_epoch[0], samples) - 1
    dropped = 1 - times_dealt(dealt(samples, ranks, seed, [0] * ranks, drop_last=True), samples)
    together = times_dealt(dealt(even, ranks, seed, [1] * ranks), even)
    ahead = times_dealt(dealt(even, ranks, seed, [2] + [1] * (ranks - 1)), even)
    shown, shown_even = (np.unique(np.linspace(0, last - 1, 300).astype(int)) for last in (samples, even))
    return Evidence(
        finding=Finding(
            "Of {samples} samples on {ranks} ranks {repeated:.0f} are dealt out twice, or with drop_last "
            "{dropped:.0f} never; of {even} that divide {stray:.0f} are dealt out twice if rank 0 is an epoch ahead",
            repeated="samples repeated",
            dropped="samples left out with drop_last",
            stray="samples dealt out twice if rank 0 alone is an epoch ahead",
        ),
        caption="Samples that are dealt out twice, or never, counted up over the data set.",
        measurements=[
            Measurement(
                "samples of the smallest shard", min(sizes), within(each, 0, because="samples / ranks, rounded up")
            ),
            Measurement(
                "samples of the largest shard", max(sizes), within(each, 0, because="samples / ranks, rounded up")
            ),
            Measurement(
                "samples repeated",
                int(repeated.sum()),
                within(-samples % ranks, 0, because="what is missing to equal shards"),
            ),
            Measurement("samples left out", int((repeated < 0).sum()), within(0, 0, because="one permutation of all")),
            Measurement(
                "samples left out with drop_last",
                int(dropped.sum()),
                within(samples % ranks, 0, because="the remainder"),
            ),
            Measurement("orders in 3 epochs without set_epoch", len(orders_without), within(1, 0, because="a count")),
            Measurement(
                "orders in 3 epochs with set_epoch",
                len({tuple(shards[0]) for shards in by_epoch}),
                within(3, 0, because="random permutations"),
            ),
            Measurement(
                "shards in 3 epochs that are unlike those dealt by hand",
                sum(
                    a != b
                    for ours, theirs in zip(by_epoch, by_hand, strict=True)
                    for a, b in zip(ours, theirs, strict=True)
                ),
                within(0, 0, because="the same permutation"),
            ),
            Measurement(
                "samples dealt out twice with set_epoch on every rank",
                int((together > 1).sum()),
                within(0, 0, because="the samples divide"),
            ),
        ],
        controls=[
            Control("samples dealt out twice if rank 0 alone is an epoch ahead", int((ahead > 1).sum()), within(0, 0))
        ],
        curves=[
            Curve("repeated", np.cumsum(repeated)[shown], x=shown.tolist(), role="subject"),
            Curve("left out with drop_last", np.cumsum(dropped)[shown], x=shown.tolist()),
            Curve("rank 0 an epoch ahead", np.cumsum(ahead > 1)[shown_even], x=shown_even.tolist(), role="reference"),
        ],
        axes=Axes(
            x="sample",
            y="samples so far",
            marks=[
                Mark(of="samples repeated", x=samples - 1, text="{value:.0f}"),
                Mark(of="samples left out with drop_last", x=samples - 1, text="{value:.0f}"),
                Mark(of="samples dealt out twice if rank 0 alone is an epoch ahead", x=even - 1, text="{value:.0f}"),
            ],
        ),
        fields={"samples": samples, "ranks": ranks, "even": even},
    )


mutant("forgets the epoch", "manual_seed(seed + epoch)", "manual_seed(seed)")
mutant("fills no shard up", "    order += order[: -count % world]\n", "")
