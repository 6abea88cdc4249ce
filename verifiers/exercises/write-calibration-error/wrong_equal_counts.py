"""cuts the sorted rows into bins of equal counts
정렬한 샘플을 같은 개수씩 구간으로 나눈다
"""

import numpy as np


def ece(p, y, bins):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    parts = np.array_split(np.argsort(confidence, kind="stable"), bins)
    return float(sum(abs((right - confidence)[part].sum()) for part in parts) / len(y))
