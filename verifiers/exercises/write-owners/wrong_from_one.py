"""numbers ranks from 1
랭크 번호를 1부터 센다
"""


def owners(sizes, world):
    loads, ranks = [0] * world, [0] * len(sizes)
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        rank = loads.index(min(loads))
        loads[rank] += sizes[i]
        ranks[i] = rank + 1
    return ranks
