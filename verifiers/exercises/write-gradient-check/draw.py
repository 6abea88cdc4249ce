"""A quadratic or a sine of any size; its gradient is right, off in one entry, misplaced, or of the wrong sign."""

import numpy as np


def draw(rng):
    shape = [(1,), (4,), (3, 2), (2, 2, 2), (12, 12)][rng.integers(5)]
    size, kind, wave = 10.0 ** rng.integers(-6, 7), rng.integers(6), rng.random() < 0.5
    weights = size * rng.choice([-1.0, 1.0], size=shape) * (rng.random(shape) < 0.7)
    one = np.zeros(shape)
    one.flat[rng.integers(one.size)] = 1.0

    def f(t):
        return float((weights * (np.sin(t) if wave else t**2)).sum())

    def gradient(t):
        g = weights * (np.cos(t) if wave else 2 * t)
        return [g, g * (1 + 0.1 * one), g * (1 - 0.1 * one), g + size * one, np.roll(g, 1), -g][kind]

    return f, gradient, rng.uniform(0.3, 1.0, size=shape)
