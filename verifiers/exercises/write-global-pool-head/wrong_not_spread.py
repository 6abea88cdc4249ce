"""gives one gradient for each map and not for each pixel
픽셀마다 주지 않고 맵마다 기울기 하나를 준다
"""


def head_backward(dlogits, maps, w):
    means = maps.mean(axis=(2, 3))
    pixels = maps.shape[2] * maps.shape[3]
    return dlogits @ w / pixels, dlogits.T @ means, dlogits.sum(axis=0)
