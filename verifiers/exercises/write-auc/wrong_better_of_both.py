"""gives the larger one of AUC and 1 - AUC
AUC와 1 - AUC 가운데 큰 쪽을 준다
"""

import numpy as np


def auc(scores, y):
    positives, negatives = scores[y == 1], scores[y == 0]
    if len(positives) == 0 or len(negatives) == 0:
        return float("nan")
    ahead = positives[:, None] - negatives
    won = float(np.mean((ahead > 0) + (ahead == 0) / 2))
    return max(won, 1 - won)
