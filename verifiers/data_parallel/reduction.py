"""Ring all-reduce: how many numbers each rank sends, counted on simulated ranks."""

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import check_controls, check_draws
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

Array = NDArray[np.float64]


class Neighbours:
    """Messages between W simulated ranks, each sent to the next one, and how many numbers each rank has sent."""

    def __init__(self, world: int) -> None:
        self.waiting: list[deque[Array]] = [deque() for _ in range(world)]
        self.sent = np.zeros(world, dtype=int)

    def send(self, rank: int, array: Array) -> None:
        self.sent[rank] += array.size
        self.waiting[(rank + 1) % len(self.waiting)].append(array.copy())

    def receive(self, rank: int) -> Array:
        return self.waiting[rank].popleft()


def drawn(world: int, numbers: int, seed: int) -> Array:
    """A gradient for each rank, shape (world, numbers)."""
    return np.random.default_rng([seed, world, numbers]).standard_normal((world, numbers))


def by_ring(gradients: Array) -> tuple[Array, NDArray[np.int_]]:
    """What each rank ends with, shape (W, P), and how many numbers each has sent, shape (W,)."""
    neighbours = Neighbours(len(gradients))
    chunks = [np.array_split(own, len(gradients)) for own in gradients]
    ends = ring(chunks, neighbours.send, neighbours.receive)
    return np.array([np.concatenate(own) for own in ends]), neighbours.sent


def by_first(gradients: Array) -> NDArray[np.int_]:
    """How many numbers each rank sends if all send theirs to rank 0, and it sends the sum to each of them."""
    sent = np.zeros(len(gradients), dtype=int)
    for rank in range(1, len(gradients)):
        sent[rank] += gradients[rank].size
        sent[0] += gradients[0].size
    return sent


def numbers_of(gradients: Array) -> Sequence[Measurement]:
    """What is measured on the ring of these gradients; P must divide by W."""
    world, numbers = gradients.shape
    before = gradients.copy()
    ends, sent = by_ring(gradients)
    total = np.sum(before, axis=0)
    share = within(2 * (world - 1) / world, 0, because="a count: 2(W-1) chunks of P/W")
    rounding = world * np.finfo(float).eps * np.max(np.sum(abs(before), axis=0))
    fields = {"world": world}
    return [
        Measurement(
            "numbers sent by the busiest of {world} ranks per number of the gradient",
            max(sent) / numbers,
            share,
            fields=fields,
        ),
        Measurement(
            "numbers sent by the idlest of {world} ranks per number of the gradient",
            min(sent) / numbers,
            share,
            fields=fields,
        ),
        Measurement(
            "{world} ranks: largest difference of an end from the sum",
            np.max(abs(ends - total)),
            at_most(rounding, because="W additions in another order"),
            fields=fields,
        ),
        Measurement(
            "{world} ranks: numbers that differ from those of rank 0",
            np.sum(ends != ends[0]),
            within(0, 0, because="copies"),
            fields=fields,
        ),
        Measurement(
            "{world} ranks: numbers of their own gradients that changed",
            np.sum(before != gradients),
            within(0, 0, because="they are the caller's"),
            fields=fields,
            check=True,
        ),
    ]


@claim(
    en="Counted on simulated ranks, no network is timed: a ring all-reduce of P numbers over W ranks has every rank "
    "send 2(W-1)/W · P of them, less than 2P however many ranks, and all end with the same sum. By way of one rank, "
    "that one would send (W-1)·P.",
    ko="모의 랭크에서 개수를 세며 네트워크의 시간은 재지 않는다. 숫자 P개를 랭크 W개에서 링(ring) all-reduce하면 "
    "랭크마다 2(W-1)/W · P개를 보낸다. 랭크가 아무리 많아도 2P개 미만이고, 모두 같은 합을 갖게 된다. 랭크 하나를 "
    "거친다면 그 랭크가 (W-1)·P개를 보내야 한다.",
    short="Numbers sent by a ring all-reduce",
    seconds=0.2,
    literature="Patarasu & Yuan 2009",
)
def ring_sends(ranks: int = 8, seed: int = 0) -> Evidence:
    if not 4 <= ranks <= 64:
        raise Undecided(
            en=f"ranks = {ranks}: the ring is simulated for 4 to 64 ranks; two need no ring",
            ko=f"ranks = {ranks}: 링은 랭크 4~64개로 모의한다. 두 개라면 링이 필요 없다",
        )
    worlds = sorted({2, 4, ranks})
    own = drawn(ranks, 105 * ranks, seed)
    shown = sorted({2, 3, 4, 6, 8, 12, 16, 24, 32, ranks})
    each = [drawn(world, 12 * world, seed) for world in shown]
    return Evidence(
        finding=Finding(
            "Of {ranks} ranks in a ring the busiest sends {ring:.4g} times its gradient; by way of rank 0 that one "
            "sends {first:.3g} times its gradient",
            ring=f"numbers sent by the busiest of {ranks} ranks per number of the gradient",
            first="numbers sent by rank 0 per number of the gradient if all goes by way of it",
        ),
        caption="What the busiest rank sends, counted. In the ring it approaches twice the gradient and stays below; "
        "by way of one rank it grows with the number of ranks.",
        measurements=[
            *(number for world in worlds for number in numbers_of(drawn(world, 105 * world, seed))),
            check_draws(oddity_of_normal(own)),
            check_controls(max(by_first(own)) / own.shape[1] - (ranks - 1)),
        ],
        controls=[
            Control(
                "numbers sent by rank 0 per number of the gradient if all goes by way of it",
                max(by_first(own)) / own.shape[1],
                at_most(2),
            ),
            Control(
                "largest difference of W times the gradient of rank 0 from the sum",
                np.max(abs(ranks * own[0] - np.sum(own, axis=0))),
                at_most(ranks * np.finfo(float).eps * np.max(np.sum(abs(own), axis=0))),
            ),
        ],
        curves=[
            Curve("ring", [max(by_ring(g)[1]) / g.shape[1] for g in each], x=shown, role="subject"),
            Curve("by way of rank 0", [max(by_first(g)) / g.shape[1] for g in each], x=shown, role="reference"),
        ],
        axes=Axes(
            x="ranks W",
            y="numbers sent by the busiest rank / P",
            log_y=True,
            marks=[
                Mark(
                    of=f"numbers sent by the busiest of {ranks} ranks per number of the gradient",
                    x=ranks,
                    text="{value:.4g}",
                ),
                Mark(of="numbers sent by rank 0 per number of the gradient if all goes by way of it", x=ranks),
            ],
        ),
        fields={"ranks": ranks},
    )


mutant("stops one step early", "range(2 * (world - 1))", "range(2 * (world - 1) - 1)", program="ring")
mutant("replaces where it should add", "held[rank][i] + message if step", "message if step", program="ring")
mutant("adds one time too often", "if step < world - 1", "if step < world", program="ring")
