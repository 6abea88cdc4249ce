"""leaves classes without a hit out of the mean
하나도 맞히지 못한 클래스를 평균에서 뺀다
"""

import numpy as np


def f1_scores(confusion):
    tp, told, true = np.diag(confusion), confusion.sum(axis=0), confusion.sum(axis=1)
    by_class = 2 * tp / np.maximum(told + true, 1)
    micro = tp.sum() / confusion.sum()
    return float(micro), float(by_class[tp > 0].mean()) if tp.any() else 0.0
