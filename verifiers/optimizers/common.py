"""What the claims on optimizers share: the five rules behind one interface, and the settings that they have.

A rule is made for one learning rate and turns (θ, g) into the next θ; what it remembers lies inside. It never sees
the data: which images g is the mean of (all, B, one) is a choice of its own.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np
from torch import optim

from quizdl.lab.descent import Array, descent_path, torch_path
from quizdl.verify import Undecided, at_most

from ..programs.adam import Adam
from ..programs.adamw import AdamW
from ..programs.gradient_descent import descend
from ..programs.momentum import momentum_step
from ..programs.rmsprop import RMSprop

FLOOR = 1e-17  # where two paths agree to the last digit: 0 has no logarithm
SAME = at_most(1e-12, because="some ten float64 operations a step on numbers of size 1, over 100 steps")


class Rule(Protocol):
    """An update rule with what it remembers."""

    def step(self, theta: Array, g: Array) -> Array:
        """The next θ; theta and g of one shape."""


class SGD:
    """θ ← θ - ηg: gradient descent on whatever g is given."""

    def __init__(self, lr: float) -> None:
        self.lr = lr

    def step(self, theta: Array, g: Array) -> Array:
        """One step of gradient descent."""
        after: Array = descend(lambda _: g, theta, self.lr, 1)[1]
        return after


class Momentum:
    """The step of momentum, with its buffer."""

    def __init__(self, lr: float, beta: float = 0.9) -> None:
        self.lr = lr
        self.beta = beta
        self.v: Array | None = None

    def step(self, theta: Array, g: Array) -> Array:
        """One step of momentum."""
        v = np.zeros_like(theta) if self.v is None else self.v
        theta, self.v = momentum_step(theta, v, g, self.lr, self.beta)
        return theta


RULES: dict[str, Callable[[float], Rule]] = {
    "SGD": SGD,
    "momentum": Momentum,
    "RMSprop": RMSprop,
    "Adam": Adam,
    "AdamW": AdamW,
}
TORCHS: dict[str, Callable[..., optim.Optimizer]] = {
    "SGD": partial(optim.SGD, foreach=False),
    "momentum": partial(optim.SGD, momentum=0.9, foreach=False),
    "RMSprop": partial(optim.RMSprop, foreach=False),
    "Adam": partial(optim.Adam, foreach=False),
    "AdamW": partial(optim.AdamW, foreach=False),
}


def random_walk(seed: int, steps: int) -> tuple[Array, Array]:
    """A start, shape (8,), and gradients of sizes 1e-3 to 1e1, shape (steps, 8)."""
    draw = np.random.default_rng(seed)
    return draw.normal(size=8), draw.normal(size=(steps, 8)) * np.logspace(-3, 1, 8)


def our_path(rule: Rule, start: Array, gradients: Array, l2: float = 0.0) -> Array:
    """Every θ of a rule on these gradients, one a row, with the gradient of ½λ|θ|² added to each."""
    return descent_path(rule.step, lambda theta, t: gradients[t - 1] + l2 * theta, start, len(gradients))


def their_path(kind: Callable[..., optim.Optimizer], start: Array, gradients: Array, rate: float) -> Array:
    """The same by an optimizer of torch."""
    return torch_path(partial(kind, lr=rate), lambda _, t: gradients[t - 1], start, len(gradients))


def apart(a: Array, b: Array) -> float:
    """The largest difference of any two numbers."""
    return float(np.abs(a - b).max())


def require(rate: float = 0.02, steps: int = 100, kappa: float = 1.0) -> None:
    """Raise Undecided where nothing moves or nothing is a valley: η > 0, at least one step, 1 <= κ <= 1e12."""
    if not (rate > 0 and steps >= 1 and 1 <= kappa <= 1e12):
        raise Undecided(
            en=f"rate = {rate:g}, steps = {steps}, kappa = {kappa:g}: needs η > 0, a step, and 1 <= κ <= 1e12",
            ko=f"rate = {rate:g}, steps = {steps}, kappa = {kappa:g}: η > 0, 한 스텝 이상, 1 <= κ <= 1e12여야 한다",
        )


def require_short(rate: float, steps: int) -> None:
    """Raise Undecided where θ travels so far that rounding of 100 steps is no bound."""
    require(rate, steps)
    if rate * steps > 10:
        raise Undecided(
            en=f"rate = {rate:g}, {steps} steps: θ travels so far that rounding exceeds the bound of {steps} steps",
            ko=f"rate = {rate:g}, {steps}스텝: θ가 너무 멀리 가서 반올림 오차가 {steps}스텝에 대한 한계를 넘는다",
        )
