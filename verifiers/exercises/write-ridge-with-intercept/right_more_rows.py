"""Least squares with more rows, which is kinder to the digits than the normal equations."""

import numpy as np


def ridge_with_intercept(x, y, lam):
    d = x.shape[1]
    top = np.c_[x, np.ones(len(x))]
    below = np.c_[np.sqrt(lam) * np.eye(d), np.zeros(d)]
    solution = np.linalg.lstsq(np.r_[top, below], np.r_[y, np.zeros(d)], rcond=None)[0]
    return solution[:d], solution[d]
