"""counts a tie as lost
동점을 진 것으로 센다
"""

import numpy as np


def auc(scores, y):
    positives, negatives = scores[y == 1], scores[y == 0]
    if len(positives) == 0 or len(negatives) == 0:
        return float("nan")
    return float(np.mean(positives[:, None] > negatives))
