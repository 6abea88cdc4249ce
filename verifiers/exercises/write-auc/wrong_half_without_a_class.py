"""gives 1/2 where a class is missing
한 클래스가 없으면 1/2을 준다
"""

import numpy as np


def auc(scores, y):
    positives, negatives = scores[y == 1], scores[y == 0]
    if len(positives) == 0 or len(negatives) == 0:
        return 0.5
    ahead = positives[:, None] - negatives
    return float(np.mean((ahead > 0) + (ahead == 0) / 2))
