"""adds the gradients of the chunks up without a mean
평균하지 않고 조각의 기울기를 그대로 더한다
"""

import numpy as np


def accumulate(gradient, chunks):
    return np.sum([gradient(chunk) for chunk in chunks], axis=0)
