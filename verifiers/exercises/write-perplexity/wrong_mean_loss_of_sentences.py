"""weights every sentence alike
모든 문장에 같은 가중치를 준다
"""

import numpy as np


def losses_of(logits, targets):
    z = logits - logits.max(axis=-1, keepdims=True)
    own = np.take_along_axis(z, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(z).sum(axis=-1)) - own


def perplexity(logits, targets, mask):
    losses = losses_of(logits, targets)
    return float(np.exp(np.mean([row[kept].mean() for row, kept in zip(losses, mask, strict=True) if kept.any()])))
