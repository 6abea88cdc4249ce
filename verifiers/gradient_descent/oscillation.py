"""When a path swings from side to side, on a parabola of curvature λ.

Notation: x the parameter, its minimum at 0; λ curvature; η learning rate; β momentum; t step.
"""

from functools import partial

import numpy as np
import torch

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Array, descent_path, max_distance, torch_descent, torch_path
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
    within,
)

from ..programs.gradient_descent import descend
from .common import HeavyBall

RATIOS = (0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0, 1.01, 1.1, 1.3, 1.5, 1.7, 1.9, 2.1)  # ηλ


def sign_changes(path: Array) -> int:
    """How often a path of numbers passes zero; exact zeros have no sign."""
    signs = np.sign(path)
    signs = signs[signs != 0]
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


@claim(
    en="On a parabola of curvature λ, gradient descent never changes sides up to ηλ = 1, and at every step beyond it.",
    ko="곡률이 λ인 포물선에서 경사 하강법은 ηλ ≤ 1이면 최소점을 넘어가지 않고, 그보다 크면 매 스텝 반대편으로 "
    "넘어간다.",
    short="When gradient descent oscillates",
    seconds=0.1,
    literature="Goh 2017",
)
def oscillation(lam: float = 4.0, steps: int = 100) -> Evidence:
    if not (lam > 0 and 1 <= steps <= 150):
        raise Undecided(
            en="a parabola has λ > 0, and beyond 150 steps 0.01^t underflows: its sign is lost",
            ko="포물선이려면 λ > 0이어야 하고, 150스텝을 넘으면 0.01^t가 언더플로되어 부호를 잃는다",
        )
    sign = "x_t = (1 - ηλ)^t x₀: each step takes the sign of 1 - ηλ"
    power = "rounding of 1 - ηλ, relative to 0.01 or more, a hundred times over"
    paths = {ratio: descend(lambda x: lam * x, 1.0, ratio / lam, steps) for ratio in RATIOS}
    changes = [sign_changes(path) for path in paths.values()]
    measurements = []
    for ratio, path in paths.items():
        named = {"ratio": ratio}
        expected = within(steps if ratio > 1 else 0, 0, because=sign)
        far = abs(ratio - 1) > 0.05  # the picture shows them all
        sides = Measurement("changes of side at ηλ = {ratio}", sign_changes(path), expected, fields=named, check=far)
        measurements.append(sides)
        if ratio != 1:
            off = float(np.abs(path / (1 - ratio) ** np.arange(steps + 1) - 1).max())
            closed = at_most(1e-11, because=power)
            measurements.append(
                Measurement("distance from (1 - ηλ)^t at ηλ = {ratio}", off, closed, fields=named, check=True)
            )
    lands = within(0, 0, because="1 - ηλ = 0: lands exactly")
    measurements.append(Measurement("x after one step at ηλ = 1", paths[1.0][1], lands))
    heavy = torch_path(partial(torch.optim.SGD, lr=0.5 / lam, momentum=0.9), lambda x, _: lam * x, 1.0, steps)
    swings = steps * np.arccos((1 + 0.9 - 0.5) / (2 * np.sqrt(0.9))) / np.pi  # β = 0.9 at ηλ = 0.5: complex roots
    measurements.append(check_controls(abs(sign_changes(heavy) - swings), most=1))  # up to one at the ends
    shrinking = np.cumprod(1 - 1.5 / np.arange(1, steps + 1))
    return Evidence(
        finding=Finding(
            "At ηλ = 0.99 it changed sides {below:.0f} times in {steps} steps, at ηλ = 1.01 {above:.0f} times",
            below="changes of side at ηλ = 0.99",
            above="changes of side at ηλ = 1.01",
        ),
        fields={"steps": steps},
        caption="How often the path changes sides, over the learning rate: a jump at ηλ = 1.",
        measurements=measurements,
        controls=[
            Control("changes of side at ηλ = 0.5 with momentum 0.9", sign_changes(heavy), at_most(0)),
            Control(
                "changes of side with a learning rate that falls like 1.5/t",
                sign_changes(np.array([1.0, *shrinking])),
                within(steps, 0),
            ),
        ],
        curves=[
            Curve("gradient descent", list(changes), RATIOS, points=True, role="subject"),
            Curve("ηλ = 1", [0, steps], [1, 1], role="bound"),
        ],
        axes=Axes(
            x="ηλ",
            y="changes of side",
            marks=[
                Mark(of="changes of side at ηλ = 0.99", x=0.99, text="{value:.0f} at ηλ = {x}"),
                Mark(of="changes of side at ηλ = 1.01", x=1.01, text="{value:.0f} at ηλ = {x}"),
            ],
        ),
    )


@claim(
    en="On a parabola of curvature λ with ηλ < 1, the heavy ball oscillates exactly when β > (1 - √(ηλ))².",
    ko="곡률이 λ인 포물선에서 ηλ < 1이면 모멘텀(heavy ball)은 β > (1 - √(ηλ))²일 때에만 진동한다.",
    short="When momentum oscillates",
    seconds=0.3,
    literature="Polyak 1964; Goh 2017",
)
def heavy_ball_oscillates(ratio: float = 0.1, steps: int = 200) -> Evidence:
    if not 1e-3 <= ratio <= 0.7:
        raise Undecided(
            en="the test takes β 0.02 to either side of (1 - √(ηλ))²: ηλ from 0.001 to 0.7 leaves room for both",
            ko="이 실험은 (1 - √(ηλ))²보다 0.02 작은 β와 0.02 큰 β를 비교한다. ηλ가 0.001부터 0.7까지여야 양쪽에 "
            "여유가 있다",
        )
    critical, lam = (1 - np.sqrt(ratio)) ** 2, 4.0
    betas = np.array([*np.linspace(0, critical - 0.02, 12), *np.linspace(critical + 0.02, 0.99, 25)])
    complex_roots = betas > critical
    angles = np.arccos(np.where(complex_roots, (1 + betas - ratio) / (2 * np.sqrt(np.maximum(betas, critical))), 1))
    expected = steps * angles / np.pi
    just_below, just_above = 11, 12
    slowest = np.arccos((1 + betas[just_above] - ratio) / (2 * np.sqrt(betas[just_above])))
    if not (
        steps * slowest / np.pi >= 5 and betas[just_above] ** (steps / 2) > 1e-300 and (1 - ratio) ** steps > 1e-300
    ):
        raise Undecided(
            en="too few steps for five changes of side, or so many that the numbers underflow",
            ko="부호가 다섯 번 바뀌기에는 스텝이 너무 적거나, 너무 많아서 값이 언더플로된다",
        )
    start, lr = np.array(1.0), ratio / lam
    paths = [descent_path(HeavyBall(lr, beta, start).step, lambda x, _: lam * x, start, steps) for beta in betas]
    changes = np.array([sign_changes(path) for path in paths])
    above = torch_path(
        partial(torch.optim.SGD, lr=lr, momentum=float(betas[just_above])), lambda x, _: lam * x, start, steps
    )
    wrong_threshold = torch_path(
        partial(torch.optim.SGD, lr=lr, momentum=(1 - ratio) ** 2 - 0.02), lambda x, _: lam * x, start, steps
    )
    without = torch_descent(lambda x: lam * x, start, lr, steps)
    none = "two positive real roots; the start at rest keeps x_t positive"
    some = "complex roots √β·exp(±iω): a zero every π/ω steps, up to one at the ends"
    return Evidence(
        finding=Finding(
            "With β = {low:.3g} it changed sides {below:.0f} times in {steps} steps, with β = {high:.3g} {above:.0f} "
            "times",
            below="changes of side with β 0.02 below the threshold",
            above="changes of side with β 0.02 above the threshold",
        ),
        fields={"steps": steps, "low": float(betas[just_below]), "high": float(betas[just_above])},
        caption="How often the path changes sides, over β: not at all up to the threshold, and from there ever more.",
        measurements=[
            Measurement(
                "changes of side with β 0.02 below the threshold", changes[just_below], at_most(0, because=none)
            ),
            Measurement(
                "changes of side with β 0.02 above the threshold",
                changes[just_above],
                within(expected[just_above], 1, because=some),
            ),
            Measurement(
                "most changes of side for any β below the threshold",
                changes[~complex_roots].max(),
                at_most(0, because=none),
            ),
            Measurement(
                "largest distance from the theory for any β above the threshold",
                np.abs(changes - expected)[complex_roots].max(),
                at_most(1, because=some),
            ),
            Measurement(
                "distance of a path from torch",
                max_distance(paths[just_above], above),
                at_most(1e-13, because="the same formula; rounding of some hundred steps that contract"),
                check=True,
            ),
        ],
        controls=[
            Control("changes of side with β 0.02 below (1 - ηλ)²", sign_changes(wrong_threshold), at_most(0)),
            Control("changes of side without momentum", sign_changes(without), within(expected[just_above], 1)),
        ],
        curves=[
            Curve("heavy ball", list(changes), list(betas), points=True, role="subject"),
            Curve("theory", list(expected), list(betas), role="reference"),
        ],
        axes=Axes(
            x="β",
            y="changes of side",
            marks=[
                Mark(of="changes of side with β 0.02 below the threshold", x=betas[just_below], text="{value:.0f}"),
                Mark(of="changes of side with β 0.02 above the threshold", x=betas[just_above], text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="Since each step goes against the sign of the gradient, the gradient oscillates around zero.",
    ko="매 스텝 기울기의 부호와 반대로 움직이므로 기울기는 0을 기준으로 진동한다.",
    short="The gradient oscillates around zero",
    seconds=0.1,
    expects="refuted",
    literature="Goh 2017",
)
def oscillates_around_zero(ratio: float = 0.5, steps: int = 50) -> Evidence:
    gentle = 4 * descend(lambda x: 4 * x, 1.0, ratio / 4, steps)
    bold = 4 * torch_descent(lambda x: 4 * x, 1.0, 1.5 / 4, steps)
    once = "to oscillate around zero is to go beyond it, by more than rounding"
    lowest, lowest_bold = (int(np.argmin(path)) for path in (gentle, bold))
    return Evidence(
        finding=Finding(
            "From 4 the gradient fell to {gentle:.2g} with ηλ = {ratio:.3g} and to {bold:.2g} with ηλ = 1.5",
            gentle="lowest gradient",
            bold="lowest gradient at ηλ = 1.5",
        ),
        fields={"ratio": ratio},
        caption="The gradient along the path. A gentle step lets it shrink on one side of zero; a bold one throws it "
        "from side to side.",
        measurements=[Measurement("lowest gradient", gentle[lowest], at_most(-1e-12, because=once))],
        controls=[
            Control("lowest gradient at ηλ = 1.5", bold[lowest_bold], at_most(-1e-12), must="hold"),
            Control(
                "largest distance of a gradient from 4(1 - ηλ)ᵗ",
                max(
                    float(np.abs(path - 4 * (1 - of) ** np.arange(steps + 1)).max()) / max(1.0, abs(1 - of)) ** steps
                    for path, of in ((gentle, ratio), (bold, 1.5))
                ),
                at_most(1e-12, because="geometric; rounding, of the largest where the path grows"),
                must="hold",
            ),
        ],
        curves=[
            Curve("ηλ = {ratio:.3g}", list(gentle), role="subject", fields={"ratio": ratio}),
            Curve("ηλ = 1.5", list(bold), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="gradient",
            marks=[
                Mark(of="lowest gradient", x=lowest, text="{value:.2g}"),
                Mark(of="lowest gradient at ηλ = 1.5", x=lowest_bold, text="{value:.2g}"),
            ],
        ),
    )


mutant("takes a touch of zero for a change of side", "signs = signs[signs != 0]", "signs = signs[signs == signs]")
