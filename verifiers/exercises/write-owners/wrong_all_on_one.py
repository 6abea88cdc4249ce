"""gives everything to rank 0
모두 랭크 0에 준다
"""


def owners(sizes, world):
    return [0 * world] * len(sizes)
