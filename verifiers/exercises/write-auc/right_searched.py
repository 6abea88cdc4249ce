"""Each positive looks up how many negatives lie below it, and how many at most as high."""

import numpy as np


def auc(scores, y):
    positives, negatives = scores[y == 1], np.sort(scores[y == 0])
    if len(positives) == 0 or len(negatives) == 0:
        return float("nan")
    below = np.searchsorted(negatives, positives, side="left")
    not_above = np.searchsorted(negatives, positives, side="right")
    return float((below + not_above).sum() / (2 * len(positives) * len(negatives)))
