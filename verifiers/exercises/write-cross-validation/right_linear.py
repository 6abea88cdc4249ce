"""The nearer mean as a linear function of the row, and a t statistic in place of the correlation: the same order."""

import numpy as np


def out_of_fold(x, y, k, folds):
    pieces, places = [], []
    for held in folds:
        rest = np.delete(np.arange(len(y)), held)
        zeros, ones = x[rest[y[rest] == 0]], x[rest[y[rest] == 1]]
        apart = ones.mean(axis=0) - zeros.mean(axis=0)
        within = ((ones - ones.mean(axis=0)) ** 2).sum(axis=0) + ((zeros - zeros.mean(axis=0)) ** 2).sum(axis=0)
        columns = np.argpartition(-(apart**2) / within, k - 1)[:k]
        middle = (ones.mean(axis=0) + zeros.mean(axis=0)) / 2
        pieces.append((x[held] - middle)[:, columns] @ apart[columns] > 0)
        places.append(held)
    predicted = np.empty(len(y), dtype=int)
    predicted[np.concatenate(places)] = np.concatenate(pieces)
    return predicted
