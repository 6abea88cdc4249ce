"""With one-hot labels and einsum; a dict by name."""

import numpy as np


def softmax_cross_entropy(z, y):
    rows, classes = z.shape
    target = (y[:, None] == np.arange(classes)).astype(z.dtype)
    normaliser = np.logaddexp.reduce(z, axis=-1)
    losses = normaliser - np.einsum("nc,nc->n", z, target)
    return {"loss": losses.sum() / rows, "dz": (np.exp(z - normaliser[:, None]) - target) / rows}
