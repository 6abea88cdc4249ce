"""A heap of loads and ranks; a tuple."""

import heapq


def owners(sizes, world):
    queue = [(0, rank) for rank in range(world)]
    owner = {}
    for i in sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True):
        load, owner[i] = queue[0]
        heapq.heapreplace(queue, (load + sizes[i], owner[i]))
    return tuple(owner[i] for i in range(len(sizes)))
