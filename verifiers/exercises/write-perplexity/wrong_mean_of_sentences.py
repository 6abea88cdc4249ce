"""averages the perplexities of the sentences
문장마다 구한 퍼플렉시티를 평균한다
"""

import numpy as np


def losses_of(logits, targets):
    z = logits - logits.max(axis=-1, keepdims=True)
    own = np.take_along_axis(z, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(z).sum(axis=-1)) - own


def perplexity(logits, targets, mask):
    losses = losses_of(logits, targets)
    return float(np.mean([np.exp(row[kept].mean()) for row, kept in zip(losses, mask, strict=True) if kept.any()]))
