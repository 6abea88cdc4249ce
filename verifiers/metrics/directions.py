"""The two directions of KL: a Gaussian fitted to two modes covers both, or sits on one."""

import math

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
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.gaussian_fits import fitted, forward, masses, mixture, reverse
from .common import Array, require

Fit = tuple[float, float, float]  # mean, deviation and divergence


def from_both_sides(p: Array, start: float) -> tuple[Fit, Fit]:
    """The reverse fits from -start and from start."""
    return fitted(reverse, p, -start), fitted(reverse, p, start)


def apart(one: Fit, other: Fit) -> float:
    """The distance of the means of two fits, or of their deviations if that is larger."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def between_modes(distance: float) -> tuple[float, float]:
    """Deviation and reverse KL of the Gaussian in the middle of two far and equal modes, where it is flat.

    With -ln p ≈ (|x| - d)²/2 + ln 2 + ln √2π the slope by σ is 0 at σ² - aσ - 1 = 0, a = 2dφ(0).
    """
    a = 2 * distance / math.sqrt(2 * math.pi)
    sd = (a + math.sqrt(a * a + 4)) / 2
    return sd, (sd**2 + distance**2 - 1) / 2 - math.log(sd) - a * sd + math.log(2)


@claim(
    en="A Gaussian fitted to two far modes: forward KL(p‖q) takes the mean and the variance of p and covers both; the "
    "best by reverse KL(q‖p) sits on one mode, at -ln of its weight, and the start decides which, also the lighter. A "
    "start half-way can end in a wide and worse minimum. If the modes overlap, reverse KL covers both, too.",
    ko="멀리 떨어진 두 봉우리에 가우시안 하나를 맞추면, 정방향 KL(p‖q)는 p의 평균과 분산을 그대로 가져와 둘을 모두 "
    "덮는다. 역방향 KL(q‖p)의 최선은 봉우리 하나에 앉는 것이고 그 값은 -ln(가중치)이다. 어느 봉우리인지는 초깃값이 "
    "정하며 가벼운 쪽일 수도 있다. 중간에서 시작하면 넓게 퍼진 더 나쁜 극소에 갇히기도 한다. 봉우리가 겹치면 역방향도 "
    "둘을 모두 덮는다.",
    short="Forward and reverse KL",
    seconds=1.0,
    literature="Minka 2005; Bishop 2006, sec. 10.1",
)
def kl_directions(distance: float = 5.0, weight: float = 0.3) -> Evidence:
    require(
        4 <= distance <= 8 and 0.1 <= weight <= 0.45,
        en="modes at 4 to 8 deviations from the middle, the lighter with a weight of 0.1 to 0.45",
        ko="봉우리는 가운데에서 표준편차의 4배에서 8배, 가벼운 쪽의 가중치는 0.1에서 0.45여야 한다",
    )
    p = mixture(weight, distance)
    mean, sd, spread_kl = fitted(forward, p, 0.3)
    left, right = from_both_sides(p, distance)
    far = apart(left, right)
    even = mixture(0.5, distance)
    wide_sd, wide_kl = between_modes(distance)
    wide = fitted(reverse, even, 0.3)
    near = mixture(0.5, 1.0)
    met, met_from_right = from_both_sides(near, 3.0)
    true_sd = math.sqrt(1 + 4 * weight * (1 - weight) * distance**2)
    one = [fitted(direction, mixture(1.0, distance), 0.3) for direction in (forward, reverse)]
    centres = np.sort([*np.linspace(-1.4 * distance, 1.4 * distance, 80), mean, left[0], right[0]])
    mixing = -weight * math.log(weight) - (1 - weight) * math.log(1 - weight)
    return Evidence(
        finding=Finding(
            "Modes at ±{distance:g}: forward KL is least at {forward:.3g}, reverse KL at {right:.3g} or, from the "
            "left, at {left:.3g}",
            forward="mean by forward KL",
            right="mean by reverse KL from the right",
            left="mean by reverse KL from the left",
        ),
        caption="KL over the centre of the Gaussian: forward with the deviation of p, reverse with 1. Forward KL has "
        "one minimum between the modes, reverse KL one on each of them.",
        fields={"distance": distance},
        measurements=[
            Measurement(
                "mean by forward KL",
                mean,
                within((1 - 2 * weight) * distance, 1e-5, because="the mean of p; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "deviation by forward KL",
                sd,
                within(
                    math.sqrt(1 + 4 * weight * (1 - weight) * distance**2),
                    1e-5,
                    because="the deviation of p; a search down to steps of 10⁻⁷",
                ),
            ),
            Measurement(
                "forward KL at its least",
                spread_kl,
                within(
                    math.log(true_sd) - mixing,
                    1e-3,
                    because="ln σ less the entropy of the weights, for modes far apart",
                ),
            ),
            Measurement(
                "mean by reverse KL from the right",
                right[0],
                within(
                    distance,
                    2e-3,
                    because="the mode; the other one, e⁻³² times as likely or less there, moves it a little",
                ),
            ),
            Measurement(
                "mean by reverse KL from the left",
                left[0],
                within(
                    -distance,
                    2e-3,
                    because="the mode; the other one, e⁻³² times as likely or less there, moves it a little",
                ),
            ),
            Measurement(
                "reverse KL on the heavier mode",
                right[2],
                within(-math.log(1 - weight), 1e-3, because="-ln of its weight at most, since p is at least that mode"),
            ),
            Measurement(
                "reverse KL on the lighter mode",
                left[2],
                within(-math.log(weight), 1e-3, because="-ln of its weight at most, since p is at least that mode"),
            ),
            Measurement(
                "reverse KL of the minimum between two equal modes",
                wide[2],
                within(wide_kl, 0.05, because="-ln p ≈ (|x| - d)²/2 but for some ln 2 near the middle"),
            ),
            Measurement(
                "deviation of the minimum between two equal modes",
                wide[1],
                within(wide_sd, 0.05, because="-ln p ≈ (|x| - d)²/2 but for some ln 2 near the middle"),
            ),
            Measurement(
                "distance of two reverse fits to overlapping modes from different starts",
                apart(met, met_from_right),
                at_most(1e-5, because="one minimum, in the middle; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "distance of a reverse fit to overlapping modes from their middle",
                abs(met[0]),
                at_most(1e-5, because="one minimum, in the middle; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "deviation of a reverse fit to overlapping modes",
                met[1],
                between(1, math.sqrt(2), because="it covers both, which have 1 each and √2 together"),
            ),
            Measurement(
                "distance of both fits to one mode from it",
                max(abs(fit[0] + distance) + abs(fit[1] - 1) for fit in one),
                at_most(1e-5, because="p is a Gaussian; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "sum of the probabilities on the grid", float(p.sum()), within(1, 1e-12, because="shares"), check=True
            ),
            check_controls(far - 2 * distance, most=4e-3),  # each mode moves the other's fit a little
        ],
        controls=[
            Control(
                "distance of two reverse fits to far modes from different starts",
                far,
                at_most(1e-5),
            ),
        ],
        curves=[
            Curve("reverse", [reverse(p, masses(m, 1)) for m in centres], x=list(centres), role="subject"),
            Curve("forward", [forward(p, masses(m, true_sd)) for m in centres], x=list(centres), role="reference"),
        ],
        axes=Axes(
            x="centre of the Gaussian",
            y="KL",
            marks=[
                Mark(of="forward KL at its least", x=mean),
                Mark(of="reverse KL on the heavier mode", x=right[0]),
                Mark(of="reverse KL on the lighter mode", x=left[0]),
            ],
        ),
    )


mutant("fits forwards in both directions", "return kl(q, p)", "return kl(p, q)", program="gaussian_fits")
mutant(
    "gives both modes the same weight",
    "(1 - weight) * masses(distance, 1)",
    "weight * masses(distance, 1)",
    program="gaussian_fits",
)
mutant("ends the search at steps that are too large", "step > 1e-7", "step > 1e-4", program="gaussian_fits")
