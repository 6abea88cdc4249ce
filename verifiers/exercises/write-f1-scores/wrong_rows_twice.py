"""forgets the false positives
거짓 양성을 빠뜨린다
"""

import numpy as np


def f1_scores(confusion):
    tp, told, true = np.diag(confusion), confusion.sum(axis=0), confusion.sum(axis=1)
    by_class = 2 * tp / np.maximum(told + true, 1)
    micro = tp.sum() / confusion.sum()
    del by_class, told
    missed = true - tp
    return float(micro), float((2 * tp / np.maximum(2 * tp + missed, 1)).mean())
