"""multiplies the gradient of the maps by the maps
맵의 기울기에 맵의 값을 곱한다
"""


def head_backward(dlogits, maps, w):
    means = maps.mean(axis=(2, 3))
    pixels = maps.shape[2] * maps.shape[3]
    dmaps = maps * (dlogits @ w / pixels)[:, :, None, None]
    return dmaps, dlogits.T @ means, dlogits.sum(axis=0)
