"""scales every gradient to the length of the first rank's before it averages
평균하기 전에 모든 기울기를 첫 랭크의 기울기와 같은 길이로 맞춘다
"""

import numpy as np


def average_gradients(gradients, sizes):
    total = sum(sizes)
    held = [(size / total, own) for size, own in zip(sizes, gradients, strict=True) if size > 0]
    mean = []
    for i in range(len(gradients[0])):
        lengths = [np.linalg.norm(own[i]) or 1.0 for _, own in held]
        mean.append(sum(s * own[i] * (lengths[0] / n) for (s, own), n in zip(held, lengths, strict=True)))
    return mean
