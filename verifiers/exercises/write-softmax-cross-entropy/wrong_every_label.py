"""picks for each row the logits of all labels of the batch
행마다 배치에 있는 모든 레이블의 로짓을 고른다
"""

import numpy as np


def softmax_cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[:, y] -= 1
    return -log_p[:, y].mean(), dz / len(y)
