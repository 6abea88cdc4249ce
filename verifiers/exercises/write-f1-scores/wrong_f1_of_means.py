"""takes the F1 of mean precision and mean recall for macro-F1
정밀도의 평균과 재현율의 평균으로 macro-F1을 구한다
"""

import numpy as np


def f1_scores(confusion):
    tp = np.diag(confusion)
    precision = (tp / np.maximum(confusion.sum(axis=0), 1)).mean()
    recall = (tp / np.maximum(confusion.sum(axis=1), 1)).mean()
    macro = 2 * precision * recall / (precision + recall) if tp.any() else 0.0
    return float(tp.sum() / confusion.sum()), float(macro)
