"""Where there is no minimum: cross-entropy on data that a line separates.

Notation: w the only weight; η learning rate; t step; a margin is label times input.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import torch_descent
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend


def logistic(w: NDArray[Any], margins: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean of ln(1 + exp(-margin·w)) over the samples, and its slope, for weights w of shape (*s); margins (N,)."""
    z = w[..., None] * margins
    return np.mean(np.log1p(np.exp(-z)), axis=-1), -np.mean(margins / (1 + np.exp(z)), axis=-1)


@claim(
    en="On linearly separable data the cross-entropy has no minimum: the gradient tends to zero while the weight "
    "grows without bound, like ln t.",
    ko="선형 분리되는 데이터에서 크로스 엔트로피에는 최소점이 없다. 기울기는 0으로 가지만 가중치는 ln t처럼 한없이 "
    "커진다.",
    short="On separable data the weight never rests",
    seconds=1.0,
    literature="Soudry et al. 2018",
)
def weights_run_away(eta: float = 0.5, steps: int = 10_000) -> Evidence:
    if not (0 < eta <= 2 and eta * steps >= 1000):
        raise Undecided(
            en="the bounds hold for 0 < η <= 2, and ln t shows from ηt = 1000 on",
            ko="한계는 0 < η <= 2에서 성립하고, ln t는 ηt = 1000부터 드러난다",
        )
    apart, mixed = np.array([1.0, 1.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0, -1.0])  # -1: a wrong label
    separable = descend(lambda w: logistic(w, apart)[1], 0.0, eta, steps)
    overlapping = descend(lambda w: logistic(w, mixed)[1], 0.0, eta, steps)
    by_torch = torch_descent(lambda w: logistic(w, mixed)[1], 0.0, eta, steps)
    losses, slopes = logistic(separable, apart)
    at = np.linspace(-3, 3, 13)
    errors = [logistic(at + 1e-200j, margins)[0].imag / 1e-200 - logistic(at, margins)[1] for margins in (apart, mixed)]
    last, by_hand = separable[-1], 0.0
    for _ in range(steps):
        by_hand += eta / (1 + math.exp(by_hand))
    growth, growth_mixed = (
        (np.expm1(w) + w) / (eta * steps) for w in (last, by_torch[-1])
    )  # one for the gradient flow
    t = np.unique(np.geomspace(1, steps, 200).astype(int))
    # e^w + w grows by η at least, for e^w is convex, and by η + η(w⁺ - w) at most, for e^x <= 1 + x + x² up to x = 1
    adds = "a step adds between η and η + η(w⁺ - w) to e^w + w, and w <= ln(1 + 2ηt); rounding"
    bound = between(1 - 1e-9, 1 + np.log1p(2 * eta * steps) / steps + 1e-9, because=adds)
    most = np.log1p(2 * eta * steps)
    like_ln = between(np.log(1 + eta * steps - most), most, because="1 + ηt - w <= e^w <= 1 + 2ηt")
    flat = "the slope is 1/(1 + e^w), and e^w + w >= 1 + ηt"
    three = "3/(1 + e^w) = 1/(1 + e^-w) at w = ln 3; contracts to rounding"
    return Evidence(
        finding=Finding(
            "After {steps} steps the weight is {separable:.3g} on separable samples, and {mixed:.3g} if one label of "
            "four is wrong",
            separable="weight at the end on separable samples",
            mixed="weight at the end with one label of four wrong",
        ),
        fields={"steps": steps},
        caption="The weight over the logarithm of the step: a straight line on separable samples. One wrong label in "
        "four holds it.",
        measurements=[
            Measurement("weight at the end on separable samples", last, like_ln),
            Measurement(
                "weight at the end with one label of four wrong",
                overlapping[-1],
                within(np.log(3), 1e-9, because=three),
            ),
            Measurement("growth of e^w + w over ηt on separable samples", growth, bound),
            Measurement("last slope times ηt", np.abs(slopes[-2]) * eta * steps, between(0.5, 1.1, because=flat)),
            Measurement("largest rise of the loss", np.diff(losses).max(), at_most(0, because="η < 2/L = 8")),
            Measurement(
                "difference of the weight at the end from that by hand",
                abs(last - by_hand),
                at_most(1e-11, because="a step adds η/(1 + e^w); rounding, which contracts"),
                check=True,
            ),
            check_controls(abs(float(by_torch[-1]) - np.log(3)), most=1e-9),
            Measurement(
                "error of the slope",
                np.abs(errors).max(),
                at_most(1e-14, because="complex step (Squire & Trapp 1998), exact up to rounding"),
                check=True,
            ),
        ],
        controls=[Control("growth of e^w + w over ηt with one label of four wrong", growth_mixed, bound)],
        curves=[
            Curve("separable", list(separable[t]), list(t), role="subject"),
            Curve("one label of four wrong", list(overlapping[t]), list(t), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="weight",
            log_x=True,
            marks=[
                Mark(of="weight at the end on separable samples", x=steps, text="{value:.3g} at step {x:.0f}"),
                Mark(of="weight at the end with one label of four wrong", x=steps, text="{value:.3g} at step {x:.0f}"),
            ],
        ),
    )


mutant("takes every label for right", "-np.mean(margins / (1", "-np.mean(1 / (1")
mutant("forgets the label in the exponent", "z = w[..., None] * margins", "z = w[..., None] * np.ones_like(margins)")
mutant("takes the weight before the last step", "by_hand = separable[-1]", "by_hand = separable[-2]")
