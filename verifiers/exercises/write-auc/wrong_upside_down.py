"""walks from the lowest score up
점수가 낮은 쪽부터 센다
"""

import numpy as np


def auc(scores, y):
    positives, negatives = scores[y == 1], scores[y == 0]
    if len(positives) == 0 or len(negatives) == 0:
        return float("nan")
    ahead = negatives - positives[:, None]
    return float(np.mean((ahead > 0) + (ahead == 0) / 2))
