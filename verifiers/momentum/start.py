"""The start of a running mean: what the division by 1-βᵗ makes of it."""

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_relative_errors
from quizdl.lab.descent import Array
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
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

from ..programs.running_mean import running_mean
from .common import require_decay


def weighted_means(g: Array, beta: float) -> Array:
    """For each t the mean of the first t gradients with the weights β^(t-1), …, β, 1; shape of g."""
    every: Array = np.array(
        [np.average(g[: t + 1], axis=0, weights=beta ** np.arange(t, -1.0, -1)) for t in range(len(g))]
    )
    return every


@claim(
    en="Divided by 1-βᵗ, the running mean is a weighted mean of the gradients so far, from the first one on; as it is "
    "it starts at (1-β)g. The division changes what is given out, not what is averaged on.",
    ko="이동평균을 1-βᵗ로 나누면 첫 기울기부터 지금까지의 가중평균이 된다. 나누지 않으면 (1-β)g에서 시작한다. 나눗셈은 "
    "내보내는 값만 바꾸고, 이어서 평균하는 값은 바꾸지 않는다.",
    short="The start of a running mean",
    seconds=0.1,
    literature="Kingma & Ba 2015, sec. 3",
)
def corrected_start(beta: float = 0.9, seed: int = 0) -> Evidence:
    require_decay(beta)
    if beta < 1e-9:
        raise Undecided(
            en=f"beta = {beta:g}: a mean without memory is the newest gradient, and 1-βᵗ = 1 corrects nothing",
            ko=f"beta = {beta:g}: 과거를 기억하지 않는 평균은 가장 새로운 기울기 자체이고, 1-βᵗ = 1이므로 보정할 것이 "
            "없다",
        )
    sizes = np.array([1e-3, 1.0, 1e3])
    g = np.random.default_rng(seed).normal(size=(40, 2, 3)) * sizes
    given = g.copy()
    ours, bare = running_mean(given, beta, corrected=True), running_mean(given, beta, corrected=False)
    right, t = weighted_means(g, beta), np.arange(1, 41)
    weight = (1 - beta**t)[:, None, None]
    newest = running_mean(g, 0.0, corrected=True), running_mean(g, 0.0, corrected=False)
    one = running_mean(g[:1, 0, 0], beta, corrected=True)
    columns = np.stack([running_mean(g[:, i, j], beta, corrected=True) for i in range(2) for j in range(3)], axis=1)
    steady = running_mean(np.ones(40), beta, corrected=True), running_mean(np.ones(40), beta, corrected=False)
    plain = np.cumsum(g, axis=0) / t[:, None, None]
    rounding = 1e-13 / (1 - beta)
    sums = "forty sums in float64; 1-β keeps ε/(1-β)"
    return Evidence(
        finding=Finding(
            "Of a steady gradient of 1 the first running mean is {bare:.3g}, and {corrected:.3g} once it is divided by "
            "1-β",
            bare="first mean of a steady gradient without correction",
            corrected="first mean of a steady gradient with correction",
        ),
        caption="The running mean of a steady gradient of 1. Corrected it is right from the first step on.",
        measurements=[
            Measurement(
                "first mean of a steady gradient without correction",
                steady[1][0],
                within(1 - beta, 1e-15, because="m = (1-β)·1; rounding"),
            ),
            Measurement(
                "first mean of a steady gradient with correction",
                steady[0][0],
                within(1, rounding, because="(1-β)/(1-β); rounding of 1-β"),
            ),
            Measurement(
                "corrected: relative distance from weighted means",
                relative_error(ours, right),
                at_most(rounding, because=sums),
            ),
            Measurement(
                "uncorrected: relative distance from 1-βᵗ times weighted means",
                relative_error(bare, weight * right),
                at_most(rounding, because=sums),
            ),
            Measurement(
                "relative distance from weighted means of gradients in units of their size",
                relative_error(ours / sizes, right / sizes),
                at_most(rounding, because=sums),
            ),
            Measurement(
                "β = 0: relative distance from the gradients themselves",
                max(relative_error(means, g) for means in newest),
                at_most(1e-14, because="only the newest has weight; rounding"),
            ),
            Measurement(
                "one gradient alone: corrected mean over it",
                one[0] / g[0, 0, 0],
                within(1, rounding, because="it is the mean of one"),
            ),
            Measurement(
                "relative distance from the means of each parameter alone",
                relative_error(columns, ours.reshape(40, 6)),
                at_most(rounding, because="each parameter has a mean of its own; rounding"),
            ),
            Measurement(
                "change of the gradients that were handed over",
                float(np.abs(given - g).max()),
                within(0, 0, because="the caller still needs them"),
            ),
            Measurement(
                "plain mean: relative distance of the last from numpy's",
                relative_error(plain[-1], g.mean(axis=0)),
                at_most(1e-13, because="sums of forty numbers; rounding"),
                check=True,
            ),
            Measurement(
                "how odd the gradients look",
                oddity_of_normal(g / sizes),
                NOT_ODD,
                check=True,
            ),
            check_relative_errors(),
        ],
        controls=[
            Control(
                "uncorrected: relative distance from weighted means", relative_error(bare, right), at_most(rounding)
            ),
            Control(
                "plain mean: relative distance from weighted means", relative_error(plain, right), at_most(rounding)
            ),
        ],
        curves=[
            Curve("uncorrected", steady[1].tolist(), x=t.tolist(), role="subject"),
            Curve("corrected", steady[0].tolist(), x=t.tolist(), role="reference"),
        ],
        axes=Axes(
            x="gradients so far",
            y="running mean",
            marks=[
                Mark(of="first mean of a steady gradient without correction", x=1, text="{value:.3g}"),
                Mark(of="first mean of a steady gradient with correction", x=1, text="{value:.3g}"),
            ],
        ),
    )


mutant(
    "averages on from the corrected mean",
    "means.append(m / (1 - beta**t) if corrected else m)",
    "m = m / (1 - beta**t) if corrected else m\n        means.append(m)",
    program="running_mean",
)
mutant(
    "gives the mean before the row",
    "m = beta * m + (1 - beta) * row\n        means.append(m / (1 - beta**t) if corrected else m)",
    "means.append(m / (1 - beta**t) if corrected else m)\n        m = beta * m + (1 - beta) * row",
    program="running_mean",
)
