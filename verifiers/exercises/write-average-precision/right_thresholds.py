"""Threshold by threshold, as the definition has it."""

import numpy as np


def average_precision(scores, y):
    total, before = 0.0, 0.0
    for threshold in np.unique(scores)[::-1]:
        yes = scores >= threshold
        precision, recall = y[yes].mean(), y[yes].sum() / y.sum()
        total += precision * (recall - before)
        before = recall
    return total
