"""gives the area under the ROC
ROC 아래의 넓이를 준다
"""

import numpy as np


def average_precision(scores, y):
    if y.all():
        return 1.0
    ahead = scores[y == 1][:, None] - scores[y == 0]
    return float(np.mean((ahead > 0) + (ahead == 0) / 2))
