"""A table of targets, filled."""

import numpy as np


def smoothed_cross_entropy(z, y, eps):
    targets = np.full(z.shape, eps / z.shape[1])
    np.add.at(targets, (np.arange(len(y)), y), 1 - eps)
    z = z - z.max(axis=1, keepdims=True)
    logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float(-(targets * logs).sum(axis=1).mean())
