"""makes the mean confidence the accuracy
평균 확신도를 정확도에 맞춘다
"""

import numpy as np


def confidence(z, t):
    logits = z / t
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (p.max(axis=1) / p.sum(axis=1)).mean()


def temperature(z, y):
    accuracy = (z.argmax(axis=1) == y).mean()

    def score(log_t):
        return abs(confidence(z, np.exp(log_t)) - accuracy)

    low, high = -7.0, 7.0
    for _ in range(200):
        one, two = low + (high - low) / 3, high - (high - low) / 3
        if score(one) < score(two):
            high = two
        else:
            low = one
    return float(np.exp(low))
