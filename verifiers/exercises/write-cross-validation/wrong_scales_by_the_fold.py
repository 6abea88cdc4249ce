"""standardises the fold by its own mean and spread
폴드를 그 자신의 평균과 표준편차로 표준화한다
"""

import numpy as np


def out_of_fold(x, y, k, folds):
    predicted = np.zeros(len(y), dtype=np.int64)
    for held in folds:
        rest = np.setdiff1d(np.arange(len(y)), held)
        centred = x[rest] - x[rest].mean(axis=0)
        correlation = centred.T @ (y[rest] - y[rest].mean()) / np.sqrt((centred**2).sum(axis=0))
        columns = np.argsort(-abs(correlation))[:k]
        train, new = x[rest][:, columns], x[held][:, columns]
        new = (new - new.mean(axis=0)) / (new.std(axis=0) + 1e-9) * train.std(axis=0) + train.mean(axis=0)
        zero, one = train[y[rest] == 0].mean(axis=0), train[y[rest] == 1].mean(axis=0)
        predicted[held] = ((new - one) ** 2).sum(axis=1) < ((new - zero) ** 2).sum(axis=1)
    return predicted
