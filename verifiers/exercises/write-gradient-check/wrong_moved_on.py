"""asks for the gradient where the last coordinate is still moved
마지막 좌표를 되돌리지 않은 채 기울기를 계산한다
"""

import numpy as np


def gradient_check(f, gradient, theta):
    x = theta.copy()
    numeric = np.zeros(theta.shape)
    place = ()
    for place in np.ndindex(theta.shape):
        x[place] = theta[place] + 1e-5
        ahead = f(x.copy())
        x[place] = theta[place] - 1e-5
        numeric[place] = (ahead - f(x.copy())) / 2e-5
        x[place] = theta[place]
    x[place] += 1e-5
    claimed = gradient(x)
    largest = max(abs(claimed).max(), abs(numeric).max())
    return float(abs(claimed - numeric).max() / largest) if largest else 0.0
