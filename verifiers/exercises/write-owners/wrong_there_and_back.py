"""deals out to and fro, the largest first
가장 큰 것부터 왔다 갔다 하며 나눈다
"""


def owners(sizes, world):
    ranks = [0] * len(sizes)
    for place, i in enumerate(sorted(range(len(sizes)), key=lambda i: -sizes[i])):
        lap, rank = divmod(place, world)
        ranks[i] = rank if lap % 2 == 0 else world - 1 - rank
    return ranks
