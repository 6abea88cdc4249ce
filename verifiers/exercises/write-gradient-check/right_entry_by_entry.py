"""Each entry on its own scale, but at least a hundredth of the largest one."""

import numpy as np

STEP = 1e-5


def gradient_check(f, gradient, theta):
    claimed = np.array(gradient(np.array(theta)), dtype=float)
    numeric = np.empty(claimed.shape)
    for place in np.ndindex(claimed.shape):
        up, down = np.array(theta, dtype=float), np.array(theta, dtype=float)
        up[place] += STEP
        down[place] -= STEP
        numeric[place] = (f(up) - f(down)) / (up[place] - down[place])
    sizes = np.maximum(abs(claimed), abs(numeric))
    if not sizes.any():
        return 0.0
    return np.max(abs(claimed - numeric) / np.maximum(sizes, sizes.max() / 100))
