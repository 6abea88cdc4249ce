"""chooses by the covariance
상관계수가 아니라 공분산으로 고른다
"""

import numpy as np


def out_of_fold(x, y, k, folds):
    predicted = np.zeros(len(y), dtype=np.int64)
    for held in folds:
        rest = np.setdiff1d(np.arange(len(y)), held)
        centred = x[rest] - x[rest].mean(axis=0)
        correlation = centred.T @ (y[rest] - y[rest].mean())
        columns = np.argsort(-abs(correlation))[:k]
        train, new = x[rest][:, columns], x[held][:, columns]
        zero, one = train[y[rest] == 0].mean(axis=0), train[y[rest] == 1].mean(axis=0)
        predicted[held] = ((new - one) ** 2).sum(axis=1) < ((new - zero) ** 2).sum(axis=1)
    return predicted
