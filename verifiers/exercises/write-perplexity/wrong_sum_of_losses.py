"""does not divide by the number of tokens
토큰 수로 나누지 않는다
"""

import numpy as np


def losses_of(logits, targets):
    z = logits - logits.max(axis=-1, keepdims=True)
    own = np.take_along_axis(z, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(z).sum(axis=-1)) - own


def perplexity(logits, targets, mask):
    losses = losses_of(logits, targets)
    return float(np.exp(min(losses[mask].sum(), 600.0)))
