"""adds everything up in the arrays of the first rank that has rows
샘플이 있는 첫 랭크의 배열에 모두 더한다
"""


def average_gradients(gradients, sizes):
    total = sum(sizes)
    held = [(size / total, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    share, mean = held[0]
    for i in range(len(mean)):
        mean[i] *= share
        for other, own in held[1:]:
            mean[i] += other * own[i]
    return mean
