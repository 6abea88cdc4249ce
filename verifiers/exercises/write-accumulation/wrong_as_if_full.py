"""takes every chunk to be as long as the longest
모든 조각의 길이가 가장 긴 조각과 같다고 본다
"""

import numpy as np


def accumulate(gradient, chunks):
    longest = max(len(chunk) for chunk in chunks)
    return np.sum([len(chunk) * gradient(chunk) for chunk in chunks], axis=0) / (longest * len(chunks))
