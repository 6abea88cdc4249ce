"""averages the chunks alike
조각의 크기와 상관없이 똑같이 평균한다
"""

import numpy as np


def accumulate(gradient, chunks):
    return np.mean([gradient(chunk) for chunk in chunks], axis=0)
