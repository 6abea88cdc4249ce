"""gives 1/T
1/T를 돌려준다
"""

import numpy as np


def losses(z, y, t):
    logits = z / t
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]


def temperature(z, y):
    def score(log_t):
        return losses(z, y, np.exp(-log_t)).mean()

    low, high = -7.0, 7.0
    for _ in range(200):
        one, two = low + (high - low) / 3, high - (high - low) / 3
        if score(one) < score(two):
            high = two
        else:
            low = one
    return float(np.exp(low))
