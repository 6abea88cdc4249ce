"""A tilted double well: its gradient, where momentum comes to rest in it, and how often noise drives it out."""

import numpy as np

from quizdl.lab.descent import Array
from quizdl.verify import Undecided, mutant, progress

from ..programs.momentum import momentum_step
from .common import Gradient, factor_of_a_step, heavy_ball


def double_well(tilt: float) -> Gradient:
    """Gradient of x⁴/4 - x²/2 + tilt·x: for 0 < tilt < 0.38 the left well is the deeper."""
    return lambda x: x**3 - x + tilt


def stationary_points(tilt: float) -> Array:
    """Global minimum, top of the barrier and local minimum: the roots of the cubic (Viète 1591)."""
    angle = np.arccos(-1.5 * np.sqrt(3) * tilt) / 3
    return np.sort(2 / np.sqrt(3) * np.cos(angle + 2 * np.pi / 3 * np.arange(3)))


def factor_near(x: float, lr: float, beta: float) -> float:
    """By what a step of momentum shrinks a small distance from a minimum at x, in the long run."""
    curvature = 3 * x**2 - 1
    return factor_of_a_step(heavy_ball(lambda theta: curvature * theta, beta), lr)


def require_rest(lr: float, beta: float, tilt: float, steps: int) -> None:
    """Raise Undecided unless there are two wells, the left one deeper, and momentum comes to rest in either.

    Near a minimum the distance shrinks by a factor a step; what is left must be below 1e-6.
    """
    if not 0.001 <= tilt < 2 / np.sqrt(27):
        raise Undecided(
            en=f"tilt = {tilt:g}: two wells, the left one clearly deeper, need 0.001 <= tilt < 0.385",
            ko=f"tilt = {tilt:g}: 우물이 둘이고 왼쪽이 뚜렷이 더 깊으려면 0.001 <= tilt < 0.385여야 한다",
        )
    best, _, local = stationary_points(tilt)
    slowest = max(factor_near(x, lr, beta) for x in (best, local))
    if not (slowest < 1 and slowest**steps < 1e-6):
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: {steps} steps do not bring heavy ball to rest in the wells",
            ko=f"lr = {lr:g}, beta = {beta:g}: {steps}스텝으로는 헤비 볼이 우물 안에 멈추지 않는다",
        )


def endings(lr: float, beta: float, starts: Array, tilt: float, steps: int = 1000) -> Array:
    """Where momentum comes to rest from each start."""
    x, v, gradient = starts, np.zeros_like(starts), double_well(tilt)
    for _ in progress(range(steps)):
        x, v = momentum_step(x.copy(), v, gradient(x), lr, beta)
    return x


mutant("turns the tilt of the wells", "x**3 - x + tilt", "x**3 - x - tilt")
