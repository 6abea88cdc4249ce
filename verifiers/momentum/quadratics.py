"""Momentum on quadratics: how fast it contracts, how many steps it saves, up to which rate it is stable."""

from functools import partial

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.statistics import log_log_slope
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    progress,
    within,
)

from ..programs.gradient_descent import descend
from ..programs.momentum import momentum_step
from .common import factor_of_a_step, heavy_ball, looking_ahead, polyak_factor


@claim(
    en="On a quadratic the best heavy ball contracts by (√κ-1)/(√κ+1) a step in every direction, and Nesterov's method "
    "with step 1/L by 1-1/√κ, against (κ-1)/(κ+1) for the best gradient descent.",
    ko="이차함수에서 최적의 헤비 볼은 모든 방향에서 스텝마다 (√κ-1)/(√κ+1)배로, 스텝 1/L의 네스테로프는 1-1/√κ배로 "
    "줄어든다. 최적의 경사 하강법은 (κ-1)/(κ+1)배이다.",
    short="How fast momentum contracts",
    seconds=0.2,
    literature="Polyak 1964; Nesterov 1983; Lessard 2016",
)
def contraction(kappa: float = 100.0) -> Evidence:
    if not 1 < kappa < np.inf:
        raise Undecided(
            en=f"kappa = {kappa:g}: a condition number is at least 1, and at 1 nothing is left to speed up",
            ko=f"kappa = {kappa:g}: 조건수는 1 이상이고, 1이면 더 빨라질 것이 없다",
        )
    root = np.sqrt(kappa)
    rho = (root - 1) / (root + 1)
    curvatures = np.linspace(1, kappa, 101)
    best, short = 4 / (root + 1) ** 2, 1 / kappa
    ball, slow_ball, nesterov, blind, plain = (np.zeros(101) for _ in range(5))
    for k, curvature in enumerate(curvatures):
        gradient = partial(np.multiply, curvature)
        ball[k] = factor_of_a_step(heavy_ball(gradient, rho**2), best)
        nesterov[k] = factor_of_a_step(looking_ahead(gradient, rho), short)
        plain[k] = abs(descend(gradient, 1.0, 2 / (kappa + 1), 1)[1])
        slow_ball[k] = polyak_factor(best * curvature, rho)
        blind[k] = polyak_factor(short * curvature, rho)

    def right(eta: float) -> float:
        """The larger root for β = ρ at both ends, or √ρ where the roots are complex, as they are between the ends."""
        sums = np.abs([1 + rho - eta, 1 + rho - eta * kappa])
        return float(max(np.sqrt(rho), *((s + np.sqrt(max(0.0, s**2 - 4 * rho))) / 2 for s in sums)))

    at_ends = "|1 - ηλ| at both ends, theorem; rounding"
    theorem = "theorem; a double root moves by the root of rounding, 1e-8"
    return Evidence(
        finding=Finding(
            "The slowest direction shrinks by {ball:.4g} a step with momentum, {nesterov:.4g} with Nesterov's method "
            "and {plain:.4g} with gradient descent",
            ball="slowest direction of momentum",
            nesterov="slowest direction of Nesterov's method",
            plain="slowest direction of gradient descent",
        ),
        caption="By what each direction of a quadratic shrinks a step, each method at its best setting. Momentum "
        "shrinks all of them alike.",
        measurements=[
            Measurement("slowest direction of momentum", max(ball), within(rho, 1e-6, because=theorem)),
            Measurement("fastest direction of momentum", min(ball), within(rho, 1e-6, because=theorem)),
            Measurement(
                "slowest direction of Nesterov's method", max(nesterov), within(1 - 1 / root, 1e-6, because=theorem)
            ),
            Measurement(
                "slowest direction of gradient descent",
                max(plain),
                within((kappa - 1) / (kappa + 1), 1e-12, because=at_ends),
            ),
            Measurement(
                "steepest direction of gradient descent",
                plain[-1],
                within((kappa - 1) / (kappa + 1), 1e-12, because=at_ends),
            ),
            check_controls(abs(max(slow_ball) - right(best)), abs(max(blind) - right(short)), most=1e-6),
        ],
        controls=[
            Control("slowest direction of momentum whose β is ρ and not ρ²", max(slow_ball), within(rho, 1e-6)),
            Control(
                "slowest direction of Nesterov's settings without the look-ahead",
                max(blind),
                within(1 - 1 / root, 1e-6),
            ),
        ],
        curves=[
            Curve("momentum", list(ball), x=list(curvatures), role="subject"),
            Curve("Nesterov", list(nesterov), x=list(curvatures), role="subject"),
            Curve("gradient descent", list(plain), x=list(curvatures), role="reference"),
        ],
        axes=Axes(
            x="curvature λ",
            y="factor a step",
            marks=[
                Mark(of="slowest direction of momentum", x=1, text="{value:.4g}"),
                Mark(of="slowest direction of Nesterov's method", x=1, text="{value:.4g}"),
                Mark(of="slowest direction of gradient descent", x=1, text="{value:.4g}"),
            ],
        ),
    )


@claim(
    en="On noise-free convex quadratics, with η and β both tuned, heavy ball needs fewer steps than tuned descent by a "
    "factor that grows as √κ.",
    ko="잡음이 없는 볼록 이차함수에서 η와 β를 모두 최적으로 튜닝하면, 헤비 볼이 최적의 경사 하강법보다 스텝을 줄이는 "
    "배율은 √κ에 비례해 커진다.",
    short="How many steps momentum saves",
    seconds=1.0,
    literature="Polyak 1964; Lessard 2016",
)
def saves_sqrt_kappa(tolerance: float = 1e-8) -> Evidence:
    if not 0 < tolerance <= 0.01:
        raise Undecided(
            en=f"tolerance = {tolerance:g}: above 0.01 the first steps decide, and 0 is never reached",
            ko=f"tolerance = {tolerance:g}: 0.01보다 크면 처음 몇 스텝이 결과를 정하고, 0에는 결코 이르지 못한다",
        )
    kappas = [64.0, 144.0, 324.0, 729.0]
    ball, plain, untuned, ball_theory, plain_theory, untuned_theory, left = (np.zeros(4) for _ in range(7))
    for k, kappa in enumerate(progress(kappas)):
        curvature, root = np.array([1.0, kappa]), np.sqrt(kappa)
        rho, slow = (root - 1) / (root + 1), (kappa - 1) / (kappa + 1)
        theta, v = np.ones(2), np.zeros(2)
        while max(abs(theta)) > tolerance and ball[k] < 1e5:
            theta, v = momentum_step(theta, v, curvature * theta, 4 / (root + 1) ** 2, rho**2)
            ball[k] += 1
        left[k] = max(abs(theta)) / ((1 + (1 + rho) * ball[k]) * rho ** ball[k]) - 1
        horizon = int(-np.log(tolerance) * kappa) + 10
        for needed, lr in ((plain, 2 / (kappa + 1)), (untuned, 1 / kappa)):
            path = descend(partial(np.multiply, curvature), np.ones(2), lr, horizon)
            needed[k] = sum(abs(path).max(1) > tolerance)
        t = np.arange(horizon)
        ball_theory[k] = sum((1 + (1 + rho) * t) * rho**t > tolerance)  # the mode of λ = L: a double root at -ρ
        plain_theory[k], untuned_theory[k] = np.ceil(np.log(tolerance) / np.log([slow, 1 - 1 / kappa]))
    exponent, tuned_alone = log_log_slope(kappas, plain / ball)[0], log_log_slope(kappas, untuned / plain)[0]
    bend = 0.5 / (np.log(2 / tolerance) - 1)
    step = "closed form; whole steps, which rounding of 1e-12 does not change"
    saving = plain_theory[-1] / ball_theory[-1]
    return Evidence(
        finding=Finding(
            "At κ = 729 momentum needs {saving:.3g} times fewer steps than gradient descent",
            saving="saving at κ = 729",
        ),
        caption="How many times fewer steps momentum needs than tuned gradient descent, over the condition number. "
        "On these axes a power of κ is a straight line, and the exponent its slope.",
        measurements=[
            Measurement(
                "exponent of κ in the saving",
                exponent,
                within(
                    0.5, bend, because="theorem; the factor t of the double root bends it by 1/(2 ln(2/tolerance) - 2)"
                ),
            ),
            Measurement(
                "saving at κ = 729", plain[-1] / ball[-1], within(saving, 1e-12 * saving, because=step), unit="times"
            ),
            Measurement(
                "most steps of momentum off (1+(1+ρ)t)ρᵗ", max(abs(ball - ball_theory)), at_most(0, because=step)
            ),
            Measurement(
                "most steps of gradient descent off ρᵗ", max(abs(plain - plain_theory)), at_most(0, because=step)
            ),
            check_controls(*(untuned - untuned_theory)),
            Measurement(
                "what momentum leaves at the end off (1+(1+ρ)t)ρᵗ",
                max(abs(left)),
                at_most(1e-6, because="closed form; a double root moves by the root of rounding, 1e-8"),
                check=True,
            ),
            Measurement(
                "exponent of a power law of 3/2",
                log_log_slope([1, 2, 4, 9], [2.0, 2 * 2**1.5, 16, 54])[0],
                within(1.5, 1e-12, because="2·x^(3/2) at four points; rounding"),
                check=True,
            ),
        ],
        controls=[Control("exponent of κ if descent alone is tuned", tuned_alone, within(0.5, bend))],
        curves=[
            Curve("momentum", list(plain / ball), x=kappas, role="subject"),
            Curve("closed form", list(plain_theory / ball_theory), x=kappas, role="reference"),
            Curve("tuning descent alone", list(untuned / plain), x=kappas, role="reference"),
        ],
        axes=Axes(
            x="condition number κ",
            y="times fewer steps",
            log_x=True,
            log_y=True,
            marks=[Mark(of="saving at κ = 729", x=729, text="{value:.3g} times")],
        ),
    )


mutant("tunes β to ρ and not to its square", "heavy_ball(gradient, rho**2), best", "heavy_ball(gradient, rho), best")
mutant("forgets the best rate of descent", "((plain, 2 / (kappa + 1))", "((plain, 1 / kappa)")
