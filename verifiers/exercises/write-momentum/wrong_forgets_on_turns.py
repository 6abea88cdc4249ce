"""empties the buffer of a parameter where its gradient changes sign
기울기의 부호가 바뀐 파라미터의 버퍼를 비운다
"""

import numpy as np


def momentum_step(theta, v, g, lr, beta):
    v = np.where(v * g < 0, 0.0, beta * v) + g
    return theta - lr * v, v
