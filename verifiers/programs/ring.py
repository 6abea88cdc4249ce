"""Ring all-reduce: every rank ends with the sum over all ranks, and talks to its two neighbours only."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Send = Callable[[int, Array], None]
Receive = Callable[[int], Array]


def ring(chunks: Sequence[Sequence[Array]], send: Send, receive: Receive) -> list[list[Array]]:
    """What W ranks hold at the end: each of them all W chunks, summed over the ranks (Patarasu & Yuan 2009).

    chunks[r][i] is chunk i of rank r. send(r, array) sends from rank r to rank r + 1 (mod W), and receive(r) gives what
    rank r was sent from rank r - 1, the oldest first.

    In step t rank r sends its chunk r - t (mod W). For W - 1 steps the neighbour adds it to its own (reduce-scatter);
    then each rank holds the whole sum of one chunk. For another W - 1 steps it replaces the neighbour's (all-gather).
    """
    world = len(chunks)
    held = [list(own) for own in chunks]
    for step in range(2 * (world - 1)):
        for rank in range(world):  # all send at once
            send(rank, held[rank][(rank - step) % world])
        for rank in range(world):
            message, i = receive(rank), (rank - 1 - step) % world
            held[rank][i] = held[rank][i] + message if step < world - 1 else message
    return held
