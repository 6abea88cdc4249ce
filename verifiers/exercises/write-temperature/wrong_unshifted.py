"""takes exponentials of logits as they are
로짓을 옮기지 않고 그대로 지수를 취한다
"""

import numpy as np


def temperature(z, y):
    def score(log_t):
        logits = z / np.exp(log_t)
        return (np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]).mean()

    low, high = -7.0, 7.0
    for _ in range(200):
        one, two = low + (high - low) / 3, high - (high - low) / 3
        if score(one) < score(two):
            high = two
        else:
            low = one
    return float(np.exp(low))
