"""ZeRO-1: which rank keeps the optimizer's state of which tensor (Rajbhandari 2020)."""

from collections.abc import Sequence


def owners(sizes: Sequence[int], world: int) -> list[int]:
    """The rank of each tensor: the largest tensor first, each to the rank that has least so far (Graham 1969).

    sizes: how many numbers each tensor holds. The fullest of the `world` ranks gets at most 4/3 - 1/(3·world) times as
    much as it would if tensors were dealt out as evenly as they can be.
    """
    loads = [0] * world
    ranks = [0] * len(sizes)
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        ranks[i] = loads.index(min(loads))
        loads[ranks[i]] += sizes[i]
    return ranks
