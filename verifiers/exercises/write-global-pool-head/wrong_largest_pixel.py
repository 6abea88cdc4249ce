"""gives all of the gradient to the largest pixel, as max pooling does
맥스 풀링처럼 가장 큰 픽셀에 기울기를 모두 준다
"""

import numpy as np


def head_backward(dlogits, maps, w):
    means = maps.mean(axis=(2, 3))
    pixels = maps.shape[2] * maps.shape[3]
    flat = maps.reshape(*maps.shape[:2], pixels)
    dmaps = np.where(flat == flat.max(axis=2, keepdims=True), (dlogits @ w)[:, :, None], 0.0)
    return dmaps.reshape(maps.shape), dlogits.T @ means, dlogits.sum(axis=0)
