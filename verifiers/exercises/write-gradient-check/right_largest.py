"""The largest difference over the largest entry, all shifted copies in one list."""

import numpy as np


def gradient_check(f, gradient, theta):
    theta = np.asarray(theta, dtype=float)
    h = 6e-6 * max(1.0, float(np.abs(theta).max()))
    shifts = h * np.eye(theta.size).reshape(theta.size, *theta.shape)
    numeric = np.array([f(theta + shift) - f(theta - shift) for shift in shifts]).reshape(theta.shape) / (2 * h)
    claimed = np.array(gradient(theta.copy()))
    largest = max(abs(claimed).max(), abs(numeric).max())
    return 0.0 if largest == 0 else abs(claimed - numeric).max() / largest
