"""What the claims on RMSprop share: bumps to descend, controls beside the rule, and the settings of RMSprop."""

import numpy as np

from quizdl.lab.descent import Array, Gradient, Step, descent_path, max_distance, movements
from quizdl.verify import Undecided, mutant

from ..programs.adam_uncorrected import AdamUncorrected

START = np.array([1.0, -1.5, 2.0, 0.7, -0.4, 1.2])
SIZES = np.logspace(-4, 4, 9)  # of gradients, one each parameter
MOST_LR = 0.1  # steps of this length stay within one bump of the waves, so that rounding does not grow
ROUNDING = "100 steps of about ten float64 operations on parameters of order one"


def waves(theta: Array, t: int = 1) -> Array:
    """Gradient of a bumpy quadratic in six parameters with curvatures from 0.01 to 10, the same at each step t."""
    del t
    bumpy: Array = np.logspace(-2, 1, 6) * (theta + np.sin(3 * theta))
    return bumpy


def waves_times(factor: float | Array) -> Gradient:
    """The gradient of the waves times a factor of the loss, or of each parameter's gradient."""
    return lambda theta, t: factor * waves(theta, t)


def control_rule(lr: float, alpha: float, eps: float = 1e-8) -> Step:
    """RMSprop for controls, which do not go through the class under test: Adam with β₁ = 0 and no correction."""
    return AdamUncorrected(lr, 0.0, alpha, eps).step


class OneScale:
    """RMSprop without its idea: one v, the mean of g² over the parameters (the last axis), scales all of them alike."""

    def __init__(self, lr: float = 0.01, alpha: float = 0.99, eps: float = 1e-8) -> None:
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        self.v = self.alpha * self.v + (1 - self.alpha) * np.mean(g**2, axis=-1, keepdims=True)
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


class EpsilonInside:
    """RMSprop with ε added under the root."""

    def __init__(self, lr: float, alpha: float, eps: float) -> None:
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v: Array | float = 0.0

    def step(self, theta: Array, g: Array) -> Array:
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        return theta - self.lr * g / np.sqrt(self.v + self.eps)


def apart_without_epsilon(lr: float, alpha: float) -> float:
    """How far the rules with ε inside and outside the root are apart for ε = 0, where they are one."""
    rules = EpsilonInside(lr, alpha, 0.0).step, control_rule(lr, alpha, 0.0)
    inside, outside = (descent_path(rule, waves, START) for rule in rules)
    return max_distance(inside, outside)


def uncorrected_lengths(alpha: float, steps: int) -> Array:
    """1/√(1-αᵗ) for t = 1 to `steps`: the steps on a constant gradient beside which ε is nothing."""
    return np.asarray(1 / np.sqrt(1 - alpha ** np.arange(1.0, steps + 1)))


def first_at_root(alpha: float, eps: float) -> float:
    """The first step on a gradient of √ε, in learning rates, with ε outside the root."""
    return float(1 / (np.sqrt(1 - alpha) + np.sqrt(eps)))


def settled_steps(step: Step, alpha: float, lr: float) -> Array:
    """Length of the last of 30/(1-α) steps on constant gradients of all SIZES, in learning rates."""
    last: Array = movements(step, np.tile(SIZES, (int(30 / (1 - alpha)), 1)), lr)[-1]
    return last


def drawn(distances: Array) -> list[float]:
    """Distances for a logarithmic axis, on which 1e-17 stands for none."""
    points: list[float] = np.maximum(distances, 1e-17).tolist()
    return points


def require(lr: float = 0.01, alpha: float = 0.99, eps: float = 1e-8) -> None:
    """Raise Undecided unless these are settings of RMSprop: η > 0, 0 <= α < 1 (at 1, v never moves), ε >= 0."""
    if not (lr > 0 and 0 <= alpha < 1 and eps >= 0):
        raise Undecided(
            en=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: RMSprop needs lr > 0, 0 <= α < 1 and ε >= 0",
            ko=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: RMSprop에는 lr > 0, 0 <= α < 1, ε >= 0이 필요하다",
        )


mutant("descends a quadratic without bumps", "(theta + np.sin(3 * theta))", "theta")
