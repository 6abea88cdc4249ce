"""What the claims on momentum share: paths with their buffers, the factor of a step, and where β and η are settings."""

from collections.abc import Callable, Sequence

import numpy as np

from quizdl.lab.descent import Array
from quizdl.verify import Undecided

from ..programs.momentum import momentum_step
from ..programs.nesterov import nesterov_step

Gradient = Callable[[Array], Array]
Step = Callable[[Array, Array, float], tuple[Array, Array]]  # θ, v and η in, the new θ and v out

EPSILON = float(np.finfo(float).eps)
ROUNDING = "100 steps of about ten float64 operations on numbers of order one"


def heavy_ball(gradient: Gradient, beta: float) -> Step:
    """The step of momentum on a loss with this gradient."""
    return lambda theta, v, lr: momentum_step(theta, v, gradient(theta), lr, beta)


def looking_ahead(gradient: Gradient, beta: float) -> Step:
    """The step of Nesterov's method on a loss with this gradient."""
    return lambda theta, v, lr: nesterov_step(theta, v, gradient, lr, beta)


def path_and_buffers(step: Step, start: Array, rates: Sequence[float]) -> tuple[Array, Array]:
    """Every θ and every v on the way, each of shape (len(rates) + 1, *start); v starts at zero.

    rates  the learning rate of each step. A step gets copies, which it may change in place.
    """
    theta, v = start, np.zeros_like(start)
    places, buffers = [theta], [v]
    for lr in rates:
        theta, v = step(theta.copy(), v.copy(), lr)
        places.append(theta)
        buffers.append(v)
    return np.array(places), np.array(buffers)


def factor_of_a_step(step: Step, lr: float) -> float:
    """By what a step shrinks θ in the long run, on a quadratic: the spectral radius of its map of (θ, v)."""
    return float(max(abs(np.linalg.eigvals(step(np.array([1.0, 0.0]), np.array([0.0, 1.0]), lr)))))


def polyak_factor(lr_times_curvature: float, beta: float) -> float:
    """The larger root of r² - (1+β-ηλ)r + β: by what a step of the heavy ball shrinks that direction."""
    return float(max(abs(np.roots([1, lr_times_curvature - 1 - beta, beta]))))


def valley(seed: int) -> tuple[Gradient, Array]:
    """Gradient of a quadratic with curvatures from 0.1 to 10 around a random centre; and where to start."""
    start, centre = np.random.default_rng(seed).standard_normal((2, 6))
    return (lambda theta: np.logspace(-1, 1, 6) * (theta - centre)), start


def thinned(steps: int, points: int = 400) -> list[int]:
    """At most so many of the numbers from 0 to `steps`, both ends among them."""
    return sorted({round(place) for place in np.linspace(0, steps, min(points, steps + 1))})


def require_decay(beta: float) -> None:
    """Raise Undecided unless 0 <= β < 1: only then past gradients fade, and their weights sum to 1/(1-β)."""
    if not 0 <= beta < 1:
        raise Undecided(
            en=f"beta = {beta:g}: past gradients fade only where 0 <= β < 1",
            ko=f"beta = {beta:g}: 과거의 기울기는 0 <= β < 1일 때에만 잊힌다",
        )


def require_limit(lr: float, beta: float, steps: int) -> None:
    """Raise Undecided unless η > 0 and β has forgotten its start after so many steps."""
    require_decay(beta)
    if not (lr > 0 and beta**steps <= 0.001):
        raise Undecided(
            en=f"lr = {lr:g}, {steps} steps: the buffer of β = {beta:g} does not come within 0.1 % of its limit",
            ko=f"lr = {lr:g}, {steps}스텝: β = {beta:g}인 버퍼가 극한값의 0.1% 안에 들지 못한다",
        )
