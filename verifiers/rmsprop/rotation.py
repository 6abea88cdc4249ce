"""RMSprop scales coordinates, so what it gains depends on how the problem lies among them."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.descent import Array, Step, descent_path, torch_path
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.momentum import momentum_step
from ..programs.rmsprop import RMSprop
from .common import control_rule

RATES = 2.0 ** np.arange(-10, 1)[:, None]  # one run for each learning rate, side by side
LIMIT = 2500  # steps


def at_all_rates(step: Step) -> Step:
    """The step of a rule with learning rate 1, taken with all RATES, one a row of θ; too large ones may diverge."""
    return lambda theta, g: np.clip(theta + RATES * (step(theta.copy(), g) - theta), -1e6, 1e6)


class Ball:
    """Momentum with learning rate 1, for `at_all_rates`: the buffer takes no notice of the rate."""

    def __init__(self, beta: float) -> None:
        self.beta = beta
        self.v: Array | None = None

    def step(self, theta: Array, g: Array) -> Array:
        v = np.zeros_like(g) if self.v is None else self.v
        theta, self.v = momentum_step(theta, v, g, 1.0, self.beta)
        return theta


# RMSprop, gradient descent and momentum with learning rate 1, each time anew
RULES: list[Callable[[], Step]] = [
    lambda: RMSprop(1.0).step,
    lambda: lambda theta, g: theta - g,
    lambda: Ball(0.9).step,
]


def share_of_loss(places: Array, hessian: Array) -> Array:
    """θᵀHθ for places of shape (steps, …, 2), over the first one."""
    losses = np.sum(places @ hessian * places, axis=-1)
    share: Array = losses / losses[0]
    return share


def steps_to(levels: Array, losses: Array) -> list[float]:
    """The first step at which the loss is down to each level, or the last one where it never is."""
    return [float(np.argmax(losses <= level)) if np.any(losses <= level) else float(LIMIT) for level in levels]


def fewest_steps(rule: Step, hessian: Array, start: Array, tolerance: float) -> tuple[int, Array, int]:
    """Steps that the best of all RATES needs to come down to `tolerance`, its losses, and its place among RATES.

    Losses are shares of the first one, shape (LIMIT + 1,). A run that does not arrive counts as LIMIT.
    """
    places = descent_path(at_all_rates(rule), lambda theta, _: theta @ hessian, np.tile(start, (len(RATES), 1)), LIMIT)
    losses = share_of_loss(places, hessian)
    reached = losses <= tolerance
    needed = np.where(reached.any(axis=0), np.argmax(reached, axis=0), LIMIT)
    best = int(np.argmin(needed))
    return int(needed[best]), losses[:, best], best


def steps_in_theory(hessian: Array, tolerance: float) -> int:
    """The fewest steps of gradient descent to `tolerance` at any of the RATES, from ones along the axes."""
    curvatures, t = np.diag(hessian), np.arange(LIMIT + 1)[:, None, None]
    with np.errstate(over="ignore"):  # too large a rate diverges
        left = (curvatures * (1 - RATES * curvatures) ** (2 * t)).sum(axis=-1) / curvatures.sum()
    reached = left <= tolerance
    return int(np.where(reached.any(axis=0), reached.argmax(axis=0), LIMIT).min())


@claim(
    en="RMSprop's diagonal scaling helps against ill-conditioning along the axes, and loses that when the problem is "
    "rotated by 45°; gradient descent and momentum do not notice a rotation.",
    ko="RMSprop의 좌표별 스케일링은 조건이 나쁜 방향이 좌표축과 나란하면 도움이 되지만, 문제를 45° 회전하면 그 "
    "이점을 잃는다. 경사 하강법과 모멘텀은 회전에 영향받지 않는다.",
    short="What a rotation takes away",
    seconds=1.0,
    literature="Maes et al. 2024, for Adam",
)
def loses_when_rotated(kappa: float = 100.0, degrees: float = 45.0, tolerance: float = 1e-4) -> Evidence:
    if not (1 <= kappa <= 1e6 and 0 < tolerance < 1):
        raise Undecided(
            en=f"kappa = {kappa:g}, tolerance = {tolerance:g}: needs 1 <= κ <= 1e6 and 0 < tolerance < 1",
            ko=f"kappa = {kappa:g}, tolerance = {tolerance:g}: 1 <= κ <= 1e6, 0 < tolerance < 1이어야 한다",
        )
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn, quarter = np.array([[cos, -sin], [sin, cos]]), np.array([[0.0, -1.0], [1.0, 0.0]])
    straight, start = np.diag([kappa, 1.0]), np.ones(2)
    turned, turned_start = turn @ straight @ turn.T, turn @ start
    (axes, descent, ball), (rotated, descent_rotated, ball_rotated) = (
        [fewest_steps(rule(), hessian, begin, tolerance) for rule in RULES]
        for hessian, begin in ((straight, start), (turned, turned_start))
    )
    swapped = fewest_steps(control_rule(1.0, 0.99), quarter @ straight @ quarter.T, quarter @ start, tolerance)
    if any(run[0] in (0, LIMIT) for run in (axes, descent, descent_rotated, ball, ball_rotated, swapped)):
        raise Undecided(
            en=f"kappa = {kappa:g}, tolerance = {tolerance:g}: not all arrive between step 1 and step {LIMIT}",
            ko=f"kappa = {kappa:g}, tolerance = {tolerance:g}: 1스텝과 {LIMIT}스텝 사이에 모두가 도달하지는 못한다",
        )
    rms_rate, ball_rate = float(RATES[rotated[2], 0]), float(RATES[ball[2], 0])
    torch_rms = torch_path(partial(optim.RMSprop, lr=rms_rate), lambda theta, _: turned @ theta, turned_start, 50)
    torch_ball = torch_path(
        partial(optim.SGD, lr=ball_rate, momentum=0.9), lambda theta, _: straight @ theta, start, 50
    )
    levels = np.geomspace(tolerance, 1, 60)
    return Evidence(
        finding=Finding(
            "At its best rate RMSprop needs {axes:.0f} steps where the steep direction is an axis, and {rotated:.0f} "
            "once the problem is rotated by {degrees:g}°; gradient descent needs {descent:.0f} rotated",
            axes="RMSprop's steps along the axes",
            rotated="RMSprop's steps rotated",
            descent="gradient descent's steps rotated",
        ),
        caption="Steps to come down to a loss, each method at the best of eleven rates. Along the axes RMSprop scales "
        "the steep direction away; rotated, each coordinate holds both directions.",
        measurements=[
            Measurement(
                "RMSprop's steps along the axes",
                axes[0],
                at_most(
                    descent[0] / 2,
                    because="a method without scaling needs gradient descent's; the grid of η, in "
                    "factors of two, may halve it",
                ),
            ),
            Measurement(
                "RMSprop's steps rotated",
                rotated[0],
                at_least(
                    2 * axes[0],
                    because="a method that is blind to rotation needs those along the axes; the grid "
                    "of η, in factors of two, may double it",
                ),
            ),
            Measurement(
                "gradient descent's steps rotated",
                descent_rotated[0],
                within(descent[0], 1, because="commutes with rotations; rounding at the threshold may cost a step"),
            ),
            Measurement(
                "momentum's steps rotated",
                ball_rotated[0],
                within(ball[0], 1, because="commutes with rotations; rounding at the threshold may cost a step"),
            ),
            Measurement(
                "largest difference of RMSprop's loss from torch's in 50 steps rotated",
                np.max(abs(share_of_loss(torch_rms, turned) - rotated[1][:51])),
                at_most(1e-10, because="50 steps of about twenty float64 operations; rates are applied outside"),
                check=True,
            ),
            Measurement(
                "largest difference of momentum's loss from torch's in 50 steps",
                np.max(abs(share_of_loss(torch_ball, straight) - ball[1][:51])),
                at_most(1e-10, because="50 steps of about twenty float64 operations; rates are applied outside"),
                check=True,
            ),
            Measurement(
                "gradient descent's steps along the axes off the closed form",
                abs(descent[0] - steps_in_theory(straight, tolerance)),
                at_most(1, because="Σλ(1-ηλ)²ᵗ / Σλ; rounding at the threshold may cost a step"),
                check=True,
            ),
            Measurement(
                "steps in closed form where one step of rate 1 arrives",
                steps_in_theory(np.eye(2), 0.01),
                within(1, 0, because="ηλ = 1 ends at the minimum, and nothing arrives before the first step"),
                check=True,
            ),
            Measurement(
                "sum of the eleven rates",
                np.sum(RATES),
                within(2 - 2.0**-10, 0, because="1 + 1/2 + … + 1/1024: factors of two, as the bounds allow for"),
                check=True,
            ),
            Measurement(
                "RMSprop's steps rotated by 90° off those along the axes",
                abs(swapped[0] - axes[0]),
                at_most(1, because="only the axes are exchanged; rounding at the threshold may cost a step"),
                check=True,
            ),
            Measurement(
                "trace of the rotated curvatures over those along the axes",
                np.trace(turned) / np.trace(straight),
                within(1, 1e-14, because="a rotation keeps the trace; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control("RMSprop's steps rotated by 90° over those along the axes", swapped[0] / axes[0], at_least(2))
        ],
        curves=[
            Curve("RMSprop, rotated", steps_to(levels, rotated[1]), x=levels.tolist(), role="subject"),
            Curve("RMSprop, along the axes", steps_to(levels, axes[1]), x=levels.tolist()),
            Curve("gradient descent", steps_to(levels, descent_rotated[1]), x=levels.tolist(), role="reference"),
        ],
        axes=Axes(
            x="loss / first loss",
            y="steps",
            log_x=True,
            marks=[
                Mark(of="RMSprop's steps along the axes", x=tolerance, text="{value:.0f}"),
                Mark(of="RMSprop's steps rotated", x=tolerance, text="{value:.0f}"),
                Mark(of="gradient descent's steps rotated", x=tolerance, text="{value:.0f}"),
            ],
        ),
        fields={"degrees": degrees},
    )


mutant("pushes the heavy ball with the mean", "beta * v + g", "beta * v + (1 - beta) * g", program="momentum")
mutant("starts the rotated problem unrotated", "turn @ start", "start")
