"""The floor that the noise of mini-batches leaves.

Notation: x the only parameter of a parabola; λ its curvature; η learning rate; σ standard deviation of
one example's gradient; B batch size.
"""

from collections.abc import Callable

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.descent import Array, torch_descent
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
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

CHAINS, WARM_UP, STEPS = 500, 100, 600


def floor_in_theory(eta: float, lam: float, sigma: float, batch: int) -> float:
    """The variance ησ²/(Bλ(2 - ηλ)) at which an AR(1) with this noise settles."""
    return eta * sigma**2 / (batch * lam * (2 - eta * lam))


def spread_of_floor(eta: float, lam: float, sigma: float, batch: int) -> float:
    """Five standard errors of the mean of x² after the warm-up, and what is left of a start at 5."""
    memory = (1 - eta * lam) ** 2  # correlation of x² between two steps of a Gaussian AR(1)
    independent = CHAINS * (STEPS - WARM_UP) * (1 - memory) / (1 + memory)
    left = 25 * memory**WARM_UP
    return float(5 * floor_in_theory(eta, lam, sigma, batch) * np.sqrt(2 / independent) + left)


def noisy_parabola(rng: np.random.Generator, lam: float, sigma: float, batch: int) -> Callable[[Array], Array]:
    """Mini-batch gradient of the mean over examples c of λ(x - c)²/2, c ~ N(0, σ²/λ²), for chains x of any shape."""

    def gradient(x: Array) -> Array:
        mean: Array = np.mean(lam * x - sigma * rng.normal(size=(batch, *x.shape)), axis=0)
        return mean

    return gradient


@claim(
    en="On a parabola, with a constant step and gradient noise of constant variance σ²/B, SGD keeps moving: its "
    "variance around the minimum settles at ησ²/(Bλ(2 - ηλ)).",
    ko="포물선에서 기울기 잡음의 분산이 σ²/B로 일정하고 학습률도 일정하면 SGD는 멈추지 않는다. 최소점 주위의 분산이 "
    "ησ²/(Bλ(2 - ηλ))로 수렴한다.",
    short="The noise floor of a constant step",
    seconds=0.3,
    literature="Mandt et al. 2017",
)
def noise_floor(eta: float = 0.25, lam: float = 2.0, sigma: float = 3.0, batch: int = 4, seed: int = 0) -> Evidence:
    if not (0 < eta * lam < 2 and lam > 0 and sigma > 0 and batch > 0):
        raise Undecided(
            en="a floor needs 0 < ηλ < 2, and noise: λ, σ and B above zero",
            ko="분산이 수렴하려면 0 < ηλ < 2여야 하고, 잡음이 있으려면 λ, σ, B가 0보다 커야 한다",
        )
    floor = floor_in_theory(eta, lam, sigma, batch)
    wide, wide_first = spread_of_floor(eta, lam, sigma, batch), 5 * eta * sigma / np.sqrt(batch * CHAINS)
    if not (wide < 0.1 * floor and wide_first < 0.1 * 5 * eta * lam):
        raise Undecided(
            en="with these settings the bounds are wider than a tenth of what they bound",
            ko="이 값들에서는 한계의 폭이 재려는 값의 10분의 1보다 넓다",
        )
    rng = np.random.default_rng(seed)
    start = np.full(CHAINS, 5.0)
    path = descend(noisy_parabola(rng, lam, sigma, batch), start, eta, STEPS)
    still = torch_descent(lambda x: lam * x, start, eta, STEPS)
    larger = torch_descent(noisy_parabola(rng, lam, sigma, 2 * batch), start, eta, STEPS)
    late = path[WARM_UP + 1 :]
    variance_larger = float(np.mean(larger[WARM_UP + 1 :] ** 2))
    follows = float(np.sum(late[1:] * late[:-1]) / np.sum(late[:-1] ** 2))
    scatter = 5 * np.sqrt((1 - (1 - eta * lam) ** 2) / late[1:].size)
    theory = "stationary variance of an AR(1); five standard errors, thinned by its autocorrelation; what is left of x₀"
    falls = np.mean(still**2, axis=1)
    at_zero = noisy_parabola(rng, lam, sigma, 1)  # the mean of more would look normal anyway
    noise = [at_zero(np.zeros(100)) / sigma for _ in range(40)]
    shown = falls > floor / 100
    return Evidence(
        finding=Finding(
            "The variance of x settled at {variance:.3g}; the formula gives {floor:.3g}", variance="variance of x"
        ),
        fields={"floor": floor},
        caption="Mean of x² over 500 runs: it falls from 25 to the noise floor. Without noise it falls on.",
        measurements=[
            Measurement("variance of x", float(np.mean(late**2)), within(floor, wide, because=theory)),
            Measurement(
                "mean of x after one step",
                path[1].mean(),
                within(5 * (1 - eta * lam), wide_first, because="(1 - ηλ)x₀; five standard errors"),
            ),
            Measurement(
                "correlation of x with its next value",
                follows,
                within(1 - eta * lam, scatter, because="noise that is new at each step; five standard errors"),
                check=True,
            ),
            check_controls(float(np.abs(still[:, 0] - 5 * (1 - eta * lam) ** np.arange(STEPS + 1)).max()), most=1e-12),
            Measurement(
                "variance of x with batches twice as large over that of these",
                variance_larger / floor,
                within(0.5, wide / floor, because="σ²/2B; the same standard errors"),
                check=True,
            ),
            Measurement("how odd the noise of forty batches looks", oddity_of_normal(noise), NOT_ODD, check=True),
        ],
        controls=[
            Control("variance of x without noise", float(np.mean(still[WARM_UP + 1 :] ** 2)), within(floor, wide)),
            Control(
                "variance of x with batches twice as large",
                variance_larger,
                within(floor, wide),
            ),
        ],
        curves=[
            Curve("mini-batches", list(np.mean(path[:400] ** 2, axis=1)), role="subject"),
            Curve("no noise", list(falls[shown]), list(np.flatnonzero(shown)), role="reference"),
            Curve("ησ²/(Bλ(2 - ηλ))", [floor, floor], [0, 400], role="bound"),
        ],
        axes=Axes(x="step", y="mean of x²", log_y=True, marks=[Mark(of="variance of x", text="{value:.3g}")]),
    )


@claim(
    en="In practice training runs with a constant step until the gradient is zero.",
    ko="실제 학습은 일정한 학습률로 기울기가 0이 될 때까지 반복된다.",
    short="Training goes on until a zero gradient",
    seconds=0.2,
    expects="refuted",
    literature="Mandt et al. 2017",
)
def iterate_until_zero(batch: int = 4, steps: int = 300, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    start = np.full(100, 5.0)
    noisy = 2 * descend(noisy_parabola(rng, 2.0, 3.0, batch), start, 0.25, steps)
    full = 2 * torch_descent(lambda x: 2 * x, start, 0.25, steps)
    agreeing = 2 * torch_descent(lambda x: rng.uniform(1, 3, size=x.shape) * x, start, 0.25, steps)
    drawn = 4 * (1 - agreeing[1:101] / agreeing[:100])  # the curvatures: 1 - c/4 is left by a step
    sizes, sizes_full, sizes_agreeing = (np.sqrt(np.mean(g**2, axis=1)) for g in (noisy, full, agreeing))
    floor = 4 * 0.25 * 9 / (batch * 2 * (2 - 0.5))  # λ²ησ²/(Bλ(2 - ηλ)) for λ = 2, σ = 3 and η = 1/4
    spread = 5 * np.sqrt(2 / (100 * 100 * (1 - 0.25) / (1 + 0.25)))  # 0.25 is the correlation of x² between two steps
    left, left_full, left_agreeing = (float(np.sqrt(np.mean(g[-100:] ** 2))) for g in (noisy, full, agreeing))
    zero = "without noise 5λ(1 - ηλ)^200 = 6e-60 would be left: any small bound will do"
    every = np.arange(0, steps + 1, max(1, steps // 300))
    return Evidence(
        finding=Finding(
            "With mini-batches the full gradient was still {noisy:.3g} at the end of {steps} steps",
            noisy="full gradient of the last hundred steps with mini-batches",
        ),
        fields={"steps": steps},
        caption="Size of the full gradient over 100 runs on a parabola. With mini-batches it stays at a floor; without "
        "noise it falls on, below the axis.",
        measurements=[
            Measurement(
                "full gradient of the last hundred steps with mini-batches",
                left,
                at_most(1e-6, because=zero),
            )
        ],
        controls=[
            Control(
                "full gradient of the last hundred steps with the full batch",
                left_full,
                at_most(1e-6),
                must="hold",
            ),
            Control(
                "mean squared gradient of the last hundred steps over that of the noise floor",
                left**2 / floor,
                within(1, spread, because="λ²ησ²/(Bλ(2 - ηλ)); five standard errors, thinned by the autocorrelation"),
                must="hold",
            ),
            Control(
                "full gradient of the last hundred steps with mini-batches that agree",
                left_agreeing,
                at_most(1e-6),
                must="hold",
            ),
            Control(
                "how odd the curvatures of mini-batches that agree look",
                oddity_of_uniform(drawn, 1, 3),
                NOT_ODD,
                must="hold",
            ),
        ],
        curves=[
            Curve("mini-batches", list(sizes[every]), list(every), role="subject"),
            Curve("full batch", list(sizes_full[sizes_full > 1e-3]), role="reference"),
            Curve(
                "mini-batches that agree on the minimum", list(sizes_agreeing[sizes_agreeing > 1e-3]), role="reference"
            ),
        ],
        axes=Axes(
            x="step",
            y="full gradient",
            log_y=True,
            marks=[Mark(of="full gradient of the last hundred steps with mini-batches", x=steps, text="{value:.3g}")],
        ),
    )


mutant("adds up a batch that should be averaged", "np.mean(lam * x - sigma", "np.sum(lam * x - sigma")
mutant("counts the way down from the start as well", "late = path[WARM_UP + 1 :]", "late = path[1:]")
