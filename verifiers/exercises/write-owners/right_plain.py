"""Sorted by size, to the least load."""


def owners(sizes, world):
    loads, ranks = [0] * world, [None] * len(sizes)
    for size, i in sorted(((size, i) for i, size in enumerate(sizes)), key=lambda pair: -pair[0]):
        rank = min(range(world), key=loads.__getitem__)
        loads[rank] += size
        ranks[i] = rank
    return ranks
