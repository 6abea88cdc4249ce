"""Perplexity: one over the geometric mean of the probabilities that a model gives the tokens (Jelinek 1977)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Mask = NDArray[np.bool_]


def token_losses(logits: Array, targets: Labels) -> Array:
    """-ln p of each target, shape (B, T), of logits (B, T, V)."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    own = np.take_along_axis(shifted, targets[..., None], axis=-1)[..., 0]
    losses: Array = np.log(np.exp(shifted).sum(axis=-1)) - own
    return losses


def perplexity(logits: Array, targets: Labels, mask: Mask) -> float:
    """exp of the mean loss of the tokens where mask, shape (B, T), is true; the others are padding."""
    return float(np.exp(token_losses(logits, targets)[mask].mean()))
