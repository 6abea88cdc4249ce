"""gives the gradient of the rank with most rows
샘플이 가장 많은 랭크의 기울기를 돌려준다
"""

import numpy as np


def average_gradients(gradients, sizes):
    return [array.copy() for array in gradients[int(np.argmax(sizes))]]
