"""The tokens first, then a table of (tokens, V)."""

import numpy as np


def perplexity(logits, targets, mask):
    z, y = logits[mask], targets[mask]
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return float(np.exp(-np.log(p[np.arange(len(y)), y]).mean()))
