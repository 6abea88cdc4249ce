"""Image by image, added up in lists of outer products."""

import numpy as np


def head_backward(dlogits, maps, w):
    dw, db, dmaps = np.zeros(w.shape), np.zeros(len(w)), np.empty(maps.shape)
    for n, (slopes, image) in enumerate(zip(dlogits, maps, strict=True)):
        pixels = image[0].size
        db += slopes
        for channel, plane in enumerate(image):
            dw[:, channel] += slopes * (plane.sum() / pixels)
            dmaps[n, channel] = np.dot(slopes, w[:, channel]) / pixels
    return {"dmaps": dmaps, "dw": dw, "db": db}
