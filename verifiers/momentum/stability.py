"""Momentum and the size of its steps: up to which learning rate it is stable, and what it is where steps are small."""

from collections.abc import Callable
from functools import partial

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import max_distance
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    between,
    claim,
    progress,
    within,
)

from .common import factor_of_a_step, heavy_ball, path_and_buffers, polyak_factor, require_decay


def largest_stable_rate(factor: Callable[[float], float], largest: float) -> float:
    """The learning rate from which on θ grows, times the largest curvature; `factor` of a step for a learning rate.

    Bisected in a bracket that no known answer is in the middle of.
    """
    low, high = 0.03, 7.1
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if factor(middle / largest) < 1 else (low, middle)
    return (low + high) / 2


@claim(
    en="Heavy-ball momentum raises the largest stable learning rate on a quadratic from 2/L to 2(1+β)/L.",
    ko="헤비 볼 모멘텀을 쓰면 이차함수에서 안정적인 학습률의 상한이 2/L에서 2(1+β)/L로 올라간다.",
    short="The largest stable rate with momentum",
    seconds=0.3,
    literature="Polyak 1964; Goh 2017",
)
def stability_limit(beta: float = 0.9, largest: float = 10.0) -> Evidence:
    require_decay(beta)
    if not 1e-100 < largest < 1e100:
        raise Undecided(
            en=f"largest = {largest:g}: a curvature that limits the learning rate is positive and finite",
            ko=f"largest = {largest:g}: 학습률을 제한하는 곡률은 양수이고 유한해야 한다",
        )
    if beta > 0.999:
        raise Undecided(
            en=f"beta = {beta:g}: so near to 1 rounding decides whether a step shrinks θ",
            ko=f"beta = {beta:g}: 1에 이렇게 가까우면 스텝이 θ를 줄이는지를 반올림 오차가 정한다",
        )

    gradient = partial(np.multiply, largest)

    def limit_for(beta: float) -> float:
        return largest_stable_rate(lambda lr: factor_of_a_step(heavy_ball(gradient, beta), lr), largest)

    limit = limit_for(beta)
    plain = largest_stable_rate(lambda lr: abs(1 - lr * largest), largest)
    lr = 1.001 * 2 * (1 + beta) / largest
    steps = int(30 / (1 - beta)) + 30  # until the other root is forgotten
    path = abs(path_and_buffers(heavy_ball(gradient, beta), np.ones(1), [lr] * (steps + 1))[0][:, 0])
    betas = np.linspace(0, 0.98, 15)
    root = "r² - (1+β-ηL)r + β has the root -1 where ηL = 2(1+β); rounding"
    return Evidence(
        finding=Finding(
            "θ stays bounded up to η = {limit:.4g}/L with momentum, and up to {plain:.4g}/L without",
            limit="largest stable rate with momentum",
            plain="largest stable rate of gradient descent",
        ),
        caption="The largest stable learning rate on a quadratic whose largest curvature is L, over β. The line is "
        "2(1+β).",
        measurements=[
            Measurement(
                "largest stable rate with momentum",
                limit,
                within(2 * (1 + beta), 1e-9, because=root),
                unit="/L",
            ),
            Measurement(
                "growth in a step if the rate is one thousandth too high",
                path[-1] / path[-2],
                within(polyak_factor(lr * largest, beta), 1e-9, because="the larger root; the other one is forgotten"),
            ),
            check_controls(abs(plain - 2)),
        ],
        controls=[Control("largest stable rate of gradient descent", plain, within(2 * (1 + beta), 1e-9), unit="/L")],
        curves=[
            Curve("momentum", [limit_for(b) for b in betas], x=list(betas), role="subject", points=True),
            Curve("2(1+β)", list(2 * (1 + betas)), x=list(betas), role="bound"),
            Curve("gradient descent", list(np.full(15, plain)), x=list(betas), role="reference"),
        ],
        axes=Axes(
            x="β",
            y="largest stable ηL",
            marks=[
                Mark(of="largest stable rate with momentum", x=beta, text="{value:.4g}"),
                Mark(of="largest stable rate of gradient descent", x=0, text="{value:.4g}"),
            ],
        ),
    )


def farthest_apart(beta: float) -> float:
    """The largest e^-(1-β)u - e^-u up to u = 2: how far exponentials fall apart, one 1/(1-β) times as fast."""
    most = min(2.0, -np.log(1 - beta) / beta) if beta else 2.0
    return float(np.exp(-(1 - beta) * most) - np.exp(-most))


@claim(
    en="Where η is small beside (1-β)²/L, momentum on a noise-free quadratic is nothing but gradient descent with "
    "η/(1-β): the paths differ by a distance that shrinks with η.",
    ko="η가 (1-β)²/L보다 훨씬 작으면, 잡음이 없는 이차함수에서 모멘텀은 학습률이 η/(1-β)인 경사 하강법과 다르지 않다. "
    "두 경로의 거리는 η에 비례해 줄어든다.",
    short="Momentum with small steps",
    seconds=0.3,
    literature="Goh 2017",
)
def small_steps(lr: float = 1e-4, beta: float = 0.9) -> Evidence:
    require_decay(beta)
    error = 2.5 * lr / (1 - beta) ** 2
    if not 0 < error <= 0.1:
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: not small, the next order in η is {error:.0%} of the first",
            ko=f"lr = {lr:g}, beta = {beta:g}: η가 작지 않다. η의 다음 차수 항이 첫 차수 항의 {error:.0%}이다",
        )
    if lr * beta < 1e-10:
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: the two paths differ by less than rounding shows",
            ko=f"lr = {lr:g}, beta = {beta:g}: 두 경로의 차이가 반올림 오차보다 작다",
        )

    curvature = np.array([0.5, 1])
    rates = [2 * lr, lr, lr / 2, lr / 4]
    to_descent, to_same = [], []
    for rate in progress(rates):
        steps = int(2 * (1 - beta) / rate)
        ball, _ = path_and_buffers(heavy_ball(partial(np.multiply, curvature), beta), np.ones(2), [rate] * steps)
        powers = np.arange(steps + 1)[:, None]
        to_descent.append(max_distance(ball, (1 - rate / (1 - beta) * curvature) ** powers))
        to_same.append(max_distance(ball, (1 - rate * curvature) ** powers))
    (once, half), (same, same_half) = (distances[1:3] for distances in (to_descent, to_same))
    second = lr / (1 - beta) ** 2
    largest = second * beta
    fading = second * (2 - 2 * np.log(second))
    slow_and_fast = farthest_apart(beta)
    first = "first order in η; the next order is a few times η/(1-β)² of it"
    return Evidence(
        finding=Finding(
            "Halving the learning rate takes the distance to descent with η/(1-β) from {once:.3g} to {half:.3g}",
            once="distance to descent with η/(1-β)",
            half="distance at half the learning rate",
        ),
        caption="Largest distance of the path of momentum from that of gradient descent, over the learning rate η. "
        "With the rate η/(1-β) it shrinks as η does; with η itself it does not.",
        measurements=[
            Measurement(
                "distance to descent with η/(1-β)",
                once,
                between(
                    largest * (1 - fading),
                    largest * (1 + second),
                    because="first order ηβL/(1-β)²; it fades for ln((1-β)²/ηL)/(1-β) steps as the start is forgotten",
                ),
            ),
            Measurement(
                "distance at half the learning rate",
                half,
                within(once / 2, error * once, because=first),
            ),
            check_controls(*(distance - slow_and_fast for distance in to_same), most=error),
        ],
        controls=[
            Control(
                "distance to descent with η itself at half the learning rate",
                same_half,
                within(same / 2, error * same),
            )
        ],
        curves=[
            Curve("descent with η/(1-β)", to_descent, x=rates, role="subject"),
            Curve("descent with η", to_same, x=rates, role="reference"),
        ],
        axes=Axes(
            x="learning rate η",
            y="largest distance",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="distance to descent with η/(1-β)", x=lr, text="{value:.3g}"),
                Mark(of="distance at half the learning rate", x=lr / 2, text="{value:.3g}"),
            ],
        ),
    )
