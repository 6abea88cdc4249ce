"""gives each rank a stretch of neighbouring tensors
이웃한 텐서를 묶어 랭크마다 한 구간씩 준다
"""


def owners(sizes, world):
    total, before, ranks = sum(sizes), 0, []
    for size in sizes:
        ranks.append(min(world - 1, before * world // total))
        before += size
    return ranks
