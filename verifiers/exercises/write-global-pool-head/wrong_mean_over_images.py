"""takes the mean over the images for all parameters
모든 파라미터에서 이미지에 대한 평균을 낸다
"""

import numpy as np


def head_backward(dlogits, maps, w):
    means = maps.mean(axis=(2, 3))
    pixels = maps.shape[2] * maps.shape[3]
    dmaps = np.ones(maps.shape) * (dlogits @ w / pixels)[:, :, None, None]
    return dmaps, dlogits.T @ means / len(maps), dlogits.mean(axis=0)
