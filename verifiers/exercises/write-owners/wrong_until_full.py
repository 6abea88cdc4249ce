"""fills one rank after the other up to its share
랭크를 하나씩 자기 몫까지 채운다
"""


def owners(sizes, world):
    share, rank, load = sum(sizes) / world, 0, 0
    ranks = [0] * len(sizes)
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        if load >= share and rank < world - 1:
            rank, load = rank + 1, 0
        ranks[i] = rank
        load += sizes[i]
    return ranks
