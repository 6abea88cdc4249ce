"""compares scores as whole numbers
점수를 정수로 바꿔 비교한다
"""

import numpy as np


def auc(scores, y):
    positives, negatives = np.floor(scores[y == 1]), np.floor(scores[y == 0])
    if len(positives) == 0 or len(negatives) == 0:
        return float("nan")
    ahead = positives[:, None] - negatives
    return float(np.mean((ahead > 0) + (ahead == 0) / 2))
