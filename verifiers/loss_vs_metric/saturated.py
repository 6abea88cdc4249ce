"""Gradients that vanish behind a sigmoid."""

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    within,
)

from ..programs.sigmoid import Array, sigmoid
from ..programs.sigmoid_losses import bce_gradient, losses, squared_error_gradient
from .common import require


def gradients(z: Array, y: float) -> tuple[Array, Array]:
    """Of BCE and of the squared error of every entry, by its logit."""
    _, of_bce, _, of_squares = losses(z, np.full_like(z, y))
    return z.size * np.asarray(of_bce), z.size * np.asarray(of_squares)


def curvatures(z: Array, y: float, h: float = 1e-5) -> tuple[Array, Array]:
    """Derivatives of these gradients, by central differences of width 2h."""
    ahead, behind = gradients(z + h, y), gradients(z - h, y)
    return (ahead[0] - behind[0]) / (2 * h), (ahead[1] - behind[1]) / (2 * h)


@claim(
    en="Behind a sigmoid ½(s-y)² has the gradient of BCE times s(1-s): a quarter of it at z = 0, 1/22 028 at z = "
    "±10; without the ½ twice that. For y = 1 it is concave where s < 1/3, while BCE is convex everywhere.",
    ko="시그모이드 뒤에서 ½(s-y)²의 기울기는 BCE 기울기의 s(1-s)배이다. z = 0에서 4분의 1, z = ±10에서 22,028분의 "
    "1이고, ½이 없으면 그 두 배이다. y = 1일 때 s < 1/3에서 오목한 반면 BCE는 어디서나 볼록하다.",
    short="The squared error behind a sigmoid",
    seconds=0.2,
    literature="Golik 2013",
)
def saturation(widest: float = 10.0) -> Evidence:
    require(
        0 < widest <= 100,
        en=f"widest = {widest:g}: there is no range of logits to look at",
        ko=f"widest = {widest:g}: 살펴볼 로짓의 범위가 없다",
    )
    digits_left = 16 * np.exp(widest) * np.finfo(float).eps
    require(
        digits_left < 0.01,
        en=f"1 - s keeps no digits at z = {widest:g}: what is measured there is rounding",
        ko=f"z = {widest:g}에서는 1 - s에 유효숫자가 남지 않아, 재는 값이 반올림 오차이다",
    )
    z = np.linspace(-widest, widest, 81)
    shrink = 1 / (2 + np.exp(z) + np.exp(-z))  # s(1-s)
    s = 1 / (1 + np.exp(-z))
    (bce_one, squares_one), (bce_zero, squares_zero) = gradients(z, 1), gradients(z, 0)
    ratio = squares_one / bce_one / 2
    ratio_off = max(np.abs(ratio / shrink - 1).max(), np.abs(squares_zero / bce_zero / 2 / shrink - 1).max())
    low, high = -3.0, 4.0  # of z, for y = 1: concave here, convex there
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if curvatures(np.array([middle]), 1)[1][0] < 0 else (low, middle)
    bce_bends, squares_bend = curvatures(z, 1)
    without_half = squared_error_gradient(np.zeros(1), np.ones(1))[0] / bce_gradient(np.zeros(1), np.ones(1))[0]
    at_a_fifth = curvatures(np.log(np.array([0.25])), 1)[1][0]
    because = "1 - s keeps e⁻ᶻ/ε digits; ten operations"
    difference = "central differences with h = 1e-5: h² and ε/h"
    return Evidence(
        finding=Finding(
            "The gradient of ½(s-1)² is {middle:.3g} of that of BCE at z = 0, and {edge:.3g} of it at z = {widest:.3g}",
            middle="gradient of ½(s-1)² over that of BCE at z = 0",
            edge="gradient of ½(s-1)² over that of BCE at the widest z",
        ),
        caption="The gradient of ½(s-1)² over that of BCE is s(1-s): on both sides it falls like e⁻ᶻ.",
        fields={"widest": widest},
        measurements=[
            Measurement(
                "gradient of ½(s-1)² over that of BCE at z = 0", ratio[40], within(0.25, 1e-15, because="½·½; exact")
            ),
            Measurement(
                "gradient of ½(s-1)² over that of BCE at the widest z",
                ratio[80],
                within(shrink[80], digits_left * shrink[80], because=because),
            ),
            Measurement(
                "largest relative error of the ratio against s(1-s) for either target",
                ratio_off,
                at_most(digits_left, because=because),
            ),
            Measurement(
                "sigmoid at which the squared error turns convex",
                float(sigmoid(np.array([low]))[0]),
                within(1 / 3, 1e-6, because="s(1-s)²(3s-1) = 0; central differences with h = 1e-5"),
            ),
            Measurement(
                "largest distance of the curvature of (s-1)² from 2s(1-s)²(3s-1)",
                np.abs(squares_bend - 2 * s * (1 - s) ** 2 * (3 * s - 1)).max(),
                at_most(1e-9, because=difference),
            ),
            Measurement(
                "largest distance of the curvature of BCE from s(1-s) > 0",
                np.abs(bce_bends - shrink).max(),
                at_most(1e-9, because=difference),
            ),
            check_controls(without_half - 0.5, at_a_fifth - 2 * 0.2 * 0.8**2 * (3 * 0.2 - 1), most=1e-9),
        ],
        controls=[
            Control(
                "gradient of (s-1)² without ½ over that of BCE at z = 0",
                without_half,
                within(0.25, 1e-15),
            ),
            Control("curvature of (s-1)² at s = 0.2", at_a_fifth, at_least(0)),
        ],
        curves=[
            Curve("gradient of ½(s-1)² over that of BCE", ratio.tolist(), x=z.tolist(), role="subject"),
            Curve("s(1-s)", shrink.tolist(), x=z.tolist(), role="reference"),
        ],
        axes=Axes(
            x="logit z",
            y="ratio of the gradients",
            log_y=True,
            marks=[
                Mark(of="gradient of ½(s-1)² over that of BCE at z = 0", x=0),
                Mark(of="gradient of ½(s-1)² over that of BCE at the widest z", x=widest),
            ],
        ),
    )
