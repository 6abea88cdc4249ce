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

    def slope(t):
        return weights * (np.cos(t) if wave else 2 * t)

    def gradient(t):
        g = slope(t)
        return [g, g * (1 + 0.1 * one), g * (1 - 0.1 * one), g + size * one, np.roll(g, 1), -g][kind]

    theta = rng.uniform(0.3, 1.0, size=shape)
    gradient.right = np.array_equal(gradient(theta), slope(theta))
    return f, gradient, theta


def counts(error):
    """What counts of a result: whether it says that the gradient is right, wrong, or neither."""
    return np.digitize(error, [1e-6, 1e-3])


def features(_, gradient, theta):
    slope = abs(gradient(theta))
    right = ("gradient(θ) is right", "gradient(θ)가 옳음", "gradient(θ) is wrong", "gradient(θ)가 틀림")
    zeros = ("gradient(θ) has zeros", "gradient(θ)에 0이 있음", "gradient(θ) has no zeros", "gradient(θ)에 0이 없음")
    largest = ("the largest |gradient(θ)|", "|gradient(θ)|의 최댓값")
    return {right: gradient.right, zeros: not slope.all(), largest: slope.max()}
