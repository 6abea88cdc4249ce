"""does not take the largest logit off
가장 큰 로짓을 빼지 않는다
"""

import numpy as np


def perplexity(logits, targets, mask):
    powers = np.exp(logits)
    p = np.take_along_axis(powers, targets[..., None], axis=-1)[..., 0] / powers.sum(axis=-1)
    return float(np.exp(-np.log(p[mask]).mean()))
