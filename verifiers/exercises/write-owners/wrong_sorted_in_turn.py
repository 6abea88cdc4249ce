"""deals tensors out in turn, the largest first
가장 큰 것부터 차례로 나눈다
"""


def owners(sizes, world):
    ranks = [0] * len(sizes)
    for place, i in enumerate(sorted(range(len(sizes)), key=lambda i: -sizes[i])):
        ranks[i] = place % world
    return ranks
