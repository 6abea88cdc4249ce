"""Ring all-reduce: chunks of any shapes, and who sends how many messages."""

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_normal
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

from ..programs.ring import ring
from .reduction import Array, Neighbours

SHAPES = [(3,), (0,), (2, 3), (1,), (4, 1), (7,), (2, 2), (5,)]


class Counting(Neighbours):
    """Neighbours that also note the messages of each rank, in order, by their numbers."""

    def __init__(self, world: int) -> None:
        super().__init__(world)
        self.sizes: list[list[int]] = [[] for _ in range(world)]

    def send(self, rank: int, array: Array) -> None:
        self.sizes[rank].append(array.size)
        super().send(rank, array)


def drawn(world: int, seed: int) -> list[list[Array]]:
    """For each rank W chunks, of which those of one place have one shape on all ranks."""
    rng = np.random.default_rng([seed, world])
    return [[rng.standard_normal(SHAPES[i % len(SHAPES)]) for i in range(world)] for _ in range(world)]


def require_ranks(ranks: int) -> None:
    if not 3 <= ranks <= 16:
        raise Undecided(
            en=f"ranks = {ranks}: the ring is simulated for 3 to 16 ranks",
            ko=f"ranks = {ranks}: 링은 랭크 3~16개로 모의한다",
        )


@claim(
    en="A ring all-reduce takes chunks of any shapes, empty ones too: every rank ends with the sum of each chunk over "
    "all ranks, the same on all; a single rank keeps its own.",
    ko="링(ring) all-reduce의 조각은 모양이 서로 다르거나 비어 있어도 된다. 모든 랭크가 조각마다 전체 랭크의 합을 "
    "똑같이 갖게 되고, 랭크가 하나면 자기 것을 그대로 갖는다.",
    short="A ring of unlike chunks",
    seconds=0.2,
    literature="Patarasu & Yuan 2009",
)
def ring_of_unlike_chunks(ranks: int = 5, seed: int = 0) -> Evidence:
    require_ranks(ranks)
    worlds = sorted({1, 2, 3, ranks, 8})
    off, apart, alone, misshapen, replaced = [], 0, [], 0, 0
    for world in worlds:
        chunks, neighbours = drawn(world, seed), Neighbours(world)
        total = [np.sum([own[i] for own in chunks], axis=0) for i in range(world)]
        given = [[chunk.copy() for chunk in own] for own in chunks]
        ends = ring(given, neighbours.send, neighbours.receive)
        for ours, theirs in zip(given, chunks, strict=True):
            replaced += sum(not np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True))
        for own in ends:
            misshapen += sum(np.shape(one) != other.shape for one, other in zip(own, total, strict=True))
            flat = np.concatenate([np.ravel(one) for one in own])
            off.append(float(np.max(np.abs(flat - np.concatenate([one.ravel() for one in total])))))
            apart += int(np.sum(flat != np.concatenate([np.ravel(one) for one in ends[0]])))
        if world > 1:
            alone.append(
                float(
                    np.max(
                        np.abs(np.concatenate([(world * a - b).ravel() for a, b in zip(chunks[0], total, strict=True)]))
                    )
                )
            )
    rounding = at_most(1e-13, because="up to 16 additions of normal numbers in another order")
    return Evidence(
        finding=Finding(
            "Every rank ends with the sum up to rounding; W times its own would be off by {alone:.2g} or more",
            alone="W times the chunks of rank 0: least of the largest differences from the sum",
        ),
        caption="Largest difference of W times the chunks of rank 0 from the sum, by the number of ranks.",
        measurements=[
            Measurement("largest difference of an end from the sum", max(off), rounding),
            Measurement("numbers that differ from those of rank 0", apart, within(0, 0, because="copies")),
            Measurement("chunks of another shape than before", misshapen, within(0, 0, because="sums keep shapes")),
            Measurement(
                "chunks of their own that the ranks lose", replaced, within(0, 0, because="they are the caller's")
            ),
            check_draws(oddity_of_normal([np.concatenate([chunk.ravel() for chunk in own]) for own in drawn(8, seed)])),
        ],
        controls=[
            Control("W times the chunks of rank 0: least of the largest differences from the sum", min(alone), rounding)
        ],
        curves=[Curve("W times the chunks of rank 0", alone, x=worlds[1:], points=True, role="reference")],
        axes=Axes(
            x="ranks W",
            y="difference from the sum",
            marks=[
                Mark(
                    of="W times the chunks of rank 0: least of the largest differences from the sum",
                    x=worlds[1 + alone.index(min(alone))],
                    text="{value:.2g}",
                )
            ],
        ),
    )


@claim(
    en="In a ring all-reduce every rank sends 2(W-1) messages of one chunk each, and no message waits at the end. By "
    "way of one rank, that one would send W - 1 messages of the whole.",
    ko="링(ring) all-reduce에서는 모든 랭크가 조각 하나짜리 메시지를 2(W-1)번 보내고, 끝났을 때 남은 메시지가 없다. "
    "랭크 하나를 거친다면 그 랭크가 전체를 W - 1번 보내야 한다.",
    short="Messages of a ring all-reduce",
    seconds=0.2,
    literature="Patarasu & Yuan 2009",
)
def ring_messages(ranks: int = 6) -> Evidence:
    require_ranks(ranks)
    worlds, chunk = sorted({2, 3, 4, ranks}), 10
    counts, largest, waiting, each = 0, 0, 0, []
    for world in worlds:
        neighbours = Counting(world)
        ring([[np.ones(chunk)] * world] * world, neighbours.send, neighbours.receive)
        counts += sum(abs(len(sizes) - 2 * (world - 1)) for sizes in neighbours.sizes)
        largest = max(largest, *(size for sizes in neighbours.sizes for size in sizes))
        waiting += sum(len(queue) for queue in neighbours.waiting)
        each.append(float(max(len(sizes) for sizes in neighbours.sizes)))
    return Evidence(
        finding=Finding(
            "In a ring of {ranks} the busiest rank sends {messages:.0f} messages",
            messages="messages of the busiest rank",
        ),
        caption="Messages that the busiest rank sends, by the number of ranks.",
        fields={"ranks": ranks},
        measurements=[
            Measurement(
                "messages beside 2(W-1) for each rank",
                counts,
                within(0, 0, because="W - 1 to add and W - 1 to pass on"),
            ),
            Measurement(
                "messages of the busiest rank",
                each[worlds.index(ranks)],
                within(2 * (ranks - 1), 0, because="W - 1 to add and W - 1 to pass on"),
            ),
            Measurement(
                "numbers of the largest message", largest, within(chunk, 0, because="one chunk"), unit="numbers"
            ),
            Measurement("messages that wait at the end", waiting, within(0, 0, because="each is received")),
        ],
        controls=[Control("numbers of a message by way of one rank", ranks * chunk, within(chunk, 0), unit="numbers")],
        curves=[Curve("messages of the busiest rank", each, x=worlds, points=True, role="subject")],
        axes=Axes(
            x="ranks W",
            y="messages",
            marks=[Mark(of="messages of the busiest rank", x=ranks, text="{value:.0f}")],
        ),
    )


mutant("works on the lists that it was given", "[list(own) for own in chunks]", "list(chunks)", program="ring")
mutant(
    "sends the neighbour's chunk",
    "held[rank][(rank - step) % world]",
    "held[rank][(rank + 1 - step) % world]",
    program="ring",
)
mutant("adds up in all steps but the last", "if step < world - 1", "if step < 2 * world - 3", program="ring")
