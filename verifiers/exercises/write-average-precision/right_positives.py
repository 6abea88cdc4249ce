"""The mean over the positives of the precision at the score of each."""

import numpy as np


def average_precision(scores, y):
    everything, positives = np.sort(scores), np.sort(scores[y == 1])
    answered = len(scores) - np.searchsorted(everything, positives, side="left")
    found = len(positives) - np.searchsorted(positives, positives, side="left")
    return float((found / answered).mean())
