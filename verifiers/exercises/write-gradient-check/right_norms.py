"""Central differences with a fixed step; the length of the difference over the sum of both lengths (CS231n)."""

import numpy as np


def gradient_check(f, gradient, theta):
    x = np.array(theta, dtype=np.float64)
    analytic = np.asarray(gradient(x.copy()))
    numeric = np.zeros_like(x)
    h = 1e-5
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        plus = f(x.copy())
        x[ix] = old - h
        minus = f(x.copy())
        x[ix] = old
        numeric[ix] = (plus - minus) / (2 * h)
        it.iternext()
    scale = np.linalg.norm(analytic) + np.linalg.norm(numeric)
    if scale == 0:
        return 0.0
    return float(np.linalg.norm(analytic - numeric) / scale)
