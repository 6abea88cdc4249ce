"""gives the owners in the order of size and not of the tensors
주인을 텐서의 순서가 아니라 크기 순서로 준다
"""


def owners(sizes, world):
    loads, ranks = [0] * world, []
    for size in sorted(sizes, reverse=True):
        ranks.append(loads.index(min(loads)))
        loads[ranks[-1]] += size
    return ranks
