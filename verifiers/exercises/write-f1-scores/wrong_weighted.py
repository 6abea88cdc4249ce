"""weights the classes by their samples
클래스를 샘플 수로 가중한다
"""

import numpy as np


def f1_scores(confusion):
    tp, told, true = np.diag(confusion), confusion.sum(axis=0), confusion.sum(axis=1)
    by_class = 2 * tp / np.maximum(told + true, 1)
    micro = tp.sum() / confusion.sum()
    return float(micro), float((by_class * true).sum() / true.sum())
