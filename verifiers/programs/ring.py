"""Ring all-reduce: every rank ends with the sum over all ranks, and talks to one neighbour; alone it prints a table.

    python verifiers/programs/ring.py 8

W ranks (the world) stand in a ring; rank r sends to rank r + 1. Each holds P numbers, cut into W pieces.
"""

import sys
from collections.abc import Sequence

import numpy as np

Array = np.ndarray


def ring_all_reduce(gradients: Sequence[Array]) -> tuple[Array, Array]:
    """What each rank ends with, shape (W, P), and how many numbers each has sent, shape (W,) (Patarasu & Yuan 2009).

    In step t rank r passes on its piece r - t (mod W). For W - 1 steps a piece is added to the neighbour's (reduce-
    scatter); then each rank holds the whole sum of one piece, and for another W - 1 steps it replaces the
    neighbour's (all-gather).
    """
    world = len(gradients)
    pieces = [np.array_split(gradient.copy(), world) for gradient in gradients]
    sent = np.zeros(world, int)
    for step in range(2 * (world - 1)):
        messages = [pieces[rank][(rank - step) % world].copy() for rank in range(world)]  # all send at once
        for rank, message in enumerate(messages):
            sent[rank] += message.size
            received = pieces[(rank + 1) % world][(rank - step) % world]
            received[:] = received + message if step < world - 1 else message
    return np.array([np.concatenate(own) for own in pieces]), sent


def through_first(gradients: Sequence[Array]) -> tuple[Array, Array]:
    """The same sum by way of rank 0: all send theirs to it, and it sends the sum to all."""
    total, world = np.sum(gradients, axis=0), len(gradients)
    sent = np.full(world, total.size)
    sent[0] = (world - 1) * total.size
    return np.array([total] * world), sent


if __name__ == "__main__":
    numbers = 840
    print("W", "ring", "through rank 0", sep="\t")
    for world in (2, 4, int(sys.argv[1]) if sys.argv[1:] else 8):
        gradients = list(np.random.default_rng(0).standard_normal((world, numbers)))
        print(world, *(max(reduce(gradients)[1]) / numbers for reduce in (ring_all_reduce, through_first)), sep="\t")
