"""answers with the last of equal classes
확률이 같으면 마지막 클래스를 답으로 본다
"""

import numpy as np


def ece(p, y, bins):
    confidence, best = p.max(axis=1), p.shape[1] - 1 - p[:, ::-1].argmax(axis=1)
    own = np.ceil(confidence * bins)
    return float(sum(abs(((best == y) - confidence)[own == b].sum()) for b in np.unique(own)) / len(y))
