"""A rise of the loss that is no escape from a local minimum: the catapult.

Notation: η learning rate; u, v the weights of two linear layers of one unit each, z = uv; λ = u² + v² the curvature
across the valley of minima z = 0.
"""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.descent import Array
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
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
)

from ..programs.two_layers import two_layers


def by_recursion(z: Array, etas: Array, steps: int) -> tuple[Array, Array]:
    """The same descent told by z = uv and λ = u² + v² = 1 at the start alone: both (steps + 1, runs).

    z ← z(1 - ηλ + η²z²), λ ← λ + ηz²(ηλ - 4) (Lewkowycz et al. 2020, sec. 2); a run stands still beyond a loss of 1e6.
    """
    errors, kernels = [z], [np.ones_like(z)]
    for _ in range(steps):
        error, kernel = errors[-1], kernels[-1]
        rate = np.where(error**2 / 2 < 1e6, etas, 0)
        errors.append(error * (1 - rate * kernel + (rate * error) ** 2))
        kernels.append(kernel + rate * error**2 * (rate * kernel - 4))
    return np.array(errors), np.array(kernels)


def off_two_layers(path: Array, z: Array, etas: Array) -> float:
    """How far z along a path of the recursion is off descent on u and v in six steps, in the loss."""
    angle = np.arcsin(2 * z) / 2
    losses, _ = two_layers(np.cos(angle), np.sin(angle), etas, 7)
    return float(np.abs(losses - path[:7] ** 2 / 2).max() / max(1.0, losses.max()))


@claim(
    en="In a two-layer linear network on one sample with target zero, whose minima are all global, a step between 2/λ "
    "and 4/λ from a small error first raises the loss and then converges where the valley is flatter, λ < 2/η: a rise "
    "without an escape from a local minimum.",
    ko="타깃이 0인 샘플 하나를 학습하는 2층 선형 신경망은 극소점이 모두 전역 최소점이다. 오차가 작은 곳에서 시작하고 "
    "학습률이 2/λ와 4/λ 사이이면 손실이 먼저 증가했다가 더 평평한 곳(λ < 2/η)으로 수렴한다. 지역 최솟값 탈출이 아닌 "
    "손실 증가이다.",
    short="The catapult: a rise without an escape",
    seconds=1.0,
    literature="Lewkowycz et al. 2020",
)
def catapult(low: float = 2.1, high: float = 3.9, runs: int = 200, steps: int = 5000, seed: int = 0) -> Evidence:
    if not (2.05 <= low <= high <= 3.95 and runs >= 2 and steps >= 2000):
        raise Undecided(
            en="the sentence is about 2 < ηλ < 4; nearer the limits, or in under 2000 steps, nothing settles",
            ko="문장은 2 < ηλ < 4에 대한 것이다. 한계에 더 가깝거나 2000스텝보다 적으면 안정되지 않는다",
        )
    rng = np.random.default_rng(seed)
    z = rng.choice([-1, 1], size=runs) * rng.uniform(0.01, 0.05, size=runs)  # small: |1 - ηλ + η²z²| > 1 at low, too
    angle = np.arcsin(2 * z) / 2
    u, v = np.cos(angle), np.sin(angle)  # uv = z and λ = u² + v² = 1, so that η is ηλ at the start
    etas = np.linspace(low, high, runs)
    losses, curvatures = two_layers(u, v, etas, steps)
    errors, kernels = by_recursion(z, etas, 10)
    off = max(np.abs(losses[:11] - errors**2 / 2).max(), np.abs(curvatures[:11] - kernels).max())
    beside = [np.linspace(*ends, runs) for ends in ((0.5, 1.9), (4.1, 5.0))]
    calm, wild = paths = [np.abs(by_recursion(z, rates, steps)[0]) for rates in beside]
    calm_rises = np.mean(calm[1:].max(axis=0) > calm[0])
    wild_settles = np.mean(wild[-1] < wild[0])
    ends = curvatures[-1] * etas / 2
    one = int(np.argmin(np.abs(etas - 3)))
    ratios = losses[:, one] / losses[0, one]
    highest = int(np.argmax(ratios))
    shown = np.flatnonzero(ratios[:60] > 1e-6)
    grows = "while z is small each step multiplies it by 1 - ηλ + η²z², which exceeds one in size"
    settles = "λ⁺ = λ + ηz²(ηλ - 4): λ falls while ηλ < 4, until |1 - ηλ| < 1 and the error dies out"
    stable = "a minimum steeper than 2/η would repel"
    algebra = "algebra; rounding, grown 3¹⁰ times"
    return Evidence(
        finding=Finding(
            "At ηλ = {rate:.3g} the loss rose to {peak:.3g} times the first, and λη/2 ended at {end:.3g}",
            peak="highest loss over the first",
            end="λη/2 at the end",
        ),
        fields={"rate": etas[one]},
        caption="One run from a steep place of the valley: the loss rises until the curvature has fallen below the "
        "limit, and then dies out.",
        measurements=[
            Measurement("highest loss over the first", ratios[highest], at_least(1 + 1e-9, because=grows)),
            Measurement("λη/2 at the end", ends[one], at_most(1, because=stable)),
            Measurement(
                "runs whose loss rises at the first step",
                100 * np.mean(losses[1] > losses[0]),
                at_least(100, because=grows),
                unit="%",
            ),
            Measurement(
                "runs that end below the first loss",
                100 * np.mean(losses[-1] < losses[0]),
                at_least(100, because=settles),
                unit="%",
            ),
            Measurement("largest λη/2 of a run at the end", ends.max(), at_most(1, because=stable)),
            Measurement(
                "distance of ten steps from the recursion of z and λ",
                off,
                at_most(1e-9, because=algebra),
                check=True,
            ),
            check_controls(
                *(off_two_layers(path, z, rates) for path, rates in zip(paths, beside, strict=True)),
                calm_rises,
                wild_settles,
                most=1e-9,
            ),
            check_draws(oddity_of_uniform(abs(z), 0.01, 0.05), oddity_of_integers(z > 0, 2)),
            Measurement(
                "ηλ: smallest and largest off the range",
                abs(etas[0] - low) + abs(etas[-1] - high),
                at_most(1e-12, because="λ = 1 at the start; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "runs whose loss rises at ηλ from 0.5 to 1.9",
                100 * calm_rises,
                at_least(100),
                unit="%",
            ),
            Control(
                "runs that end below the first loss at ηλ from 4.1 to 5",
                100 * wild_settles,
                at_least(100),
                unit="%",
            ),
        ],
        curves=[
            Curve("loss / first loss", list(ratios[shown]), list(shown), role="subject"),
            Curve("λη/2", list(curvatures[:60, one] * etas[one] / 2), role="reference"),
            Curve("limit", [1, 1], [0, 60], role="bound"),
        ],
        axes=Axes(
            x="step",
            y="loss / first loss and λη/2",
            log_y=True,
            marks=[
                Mark(of="highest loss over the first", x=highest, text="{value:.3g} at step {x:.0f}"),
                Mark(of="λη/2 at the end", text="{value:.3g}"),
            ],
        ),
    )


mutant(
    "steps in one layer after the other", "v - rate * z * u", "v - rate * z * (u - rate * z * v)", program="two_layers"
)
mutant("forgets the other layer's weight", "u - rate * z * v, v", "u - rate * z, v", program="two_layers")
mutant("forgets the square of the residual", "losses.append(z**2 / 2)", "losses.append(z / 2)", program="two_layers")
