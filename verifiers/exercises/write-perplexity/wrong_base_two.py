"""takes 2 to the loss in nats
내트 단위의 손실에 2의 거듭제곱을 취한다
"""

import numpy as np


def losses_of(logits, targets):
    z = logits - logits.max(axis=-1, keepdims=True)
    own = np.take_along_axis(z, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(z).sum(axis=-1)) - own


def perplexity(logits, targets, mask):
    losses = losses_of(logits, targets)
    return float(2 ** losses[mask].mean())
