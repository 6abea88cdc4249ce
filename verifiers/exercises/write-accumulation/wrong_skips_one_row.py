"""leaves out chunks of one row
행이 하나뿐인 조각을 빠뜨린다
"""

import numpy as np


def accumulate(gradient, chunks):
    held = [chunk for chunk in chunks if len(chunk) > 1] or chunks
    rows = sum(len(chunk) for chunk in held)
    return np.sum([len(chunk) / rows * gradient(chunk) for chunk in held], axis=0)
