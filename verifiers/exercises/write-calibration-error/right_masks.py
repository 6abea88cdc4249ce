"""Bin by bin with masks, as in the paper."""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), np.argmax(p, axis=1) == y
    error = 0.0
    for b in range(bins):
        inside = (confidence * bins > b) & (confidence * bins <= b + 1)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error
