"""What the factor of dropout keeps: the mean of the next pre-activation, not its variance, and no mean after it."""

import itertools
import math

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
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

from ..programs.dropout import Dropout
from ..programs.dropout_masks import all_masks, mask_probabilities
from .common import Array, Given, require, with_every_mask

RATIOS = np.linspace(0, 2, 9)  # mean of a unit over its deviation
RELU = math.sqrt(1 / (math.pi - 1))  # that of the ReLU of a standard normal pre-activation
EXACT = "2^d terms of order one; rounding"


def centred(count: int, rng: np.random.Generator) -> Array:
    """So many values with exactly the mean 0 and the variance 1."""
    drawn = rng.standard_normal(count)
    scaled: Array = (drawn - drawn.mean()) / drawn.std()
    return scaled


def variance_with(values: Array, p: float) -> float:
    """Variance of dropout's output over data and masks together: each value once kept and once dropped."""
    outcomes = [Dropout(p).forward(values.copy(), True, Given(np.full(len(values), draw))) for draw in (1.0, 0.0)]
    chances = np.repeat([1 - p, p], len(values)) / len(values)
    both = np.concatenate(outcomes)
    return float(chances @ (both - chances @ both) ** 2)


def behind_tanh(parts: Array, p: float) -> float:
    """The mean of tanh of what masks leave of a sum, mask by mask, in loops."""
    total = 0.0
    for mask in itertools.product((0, 1), repeat=len(parts)):
        kept = sum(mask)
        z = sum(part for part, bit in zip(parts.tolist(), mask, strict=True) if bit) / (1 - p)
        total += (1 - p) ** kept * p ** (len(parts) - kept) * math.tanh(z)
    return total


def relative(value: float, right: float) -> float:
    return abs(value / right - 1)


@claim(
    en="For a given input the factor 1/q of dropout keeps the mean of the next pre-activation Σwh exactly; over masks "
    "that has the variance (p/q)Σw²h². Over data and masks a unit's variance grows by 1 + (p/q)(1 + μ²/σ²): 1/q times "
    "for a centred unit, more for ReLU's. Behind a non-linearity not even the mean stays.",
    ko="입력이 주어지면 드롭아웃의 계수 1/q는 다음 층의 활성화 전 값(pre-activation) Σwh의 평균을 정확히 보존하며, "
    "마스크에 따른 그 분산은 (p/q)Σw²h²이다. 데이터와 마스크를 함께 보면 유닛의 분산은 1 + (p/q)(1 + μ²/σ²)배가 된다. "
    "평균이 0인 유닛은 1/q배, ReLU 유닛은 그 이상이다. 비선형 함수를 지나면 평균도 보존되지 않는다.",
    short="What the factor of dropout keeps",
    seconds=0.3,
    literature="Srivastava 2014",
)
def moments(p: float = 0.3, units: int = 10, mean: float = 0.5, seed: int = 0) -> Evidence:
    require(p)
    if not (3 <= units <= 14 and abs(mean) <= 10):
        raise Undecided(
            en="3 to 14 units, with a mean of the inputs from -10 to 10: 2^d masks are added up one by one",
            ko="유닛은 3개에서 14개, 입력의 평균은 -10에서 10 사이여야 한다. 2^d개의 마스크를 하나씩 더한다",
        )
    q, rng = 1 - p, np.random.default_rng(seed)
    w, h, values = centred(units, rng), mean + centred(units, rng), centred(3000, rng)
    w *= math.copysign(1 / math.sqrt(np.sum((w * h) ** 2)), w @ h)  # a pre-activation near one, where tanh bends
    dropped, chances = with_every_mask(h, p)
    z = dropped @ w
    size = float(np.sum(abs(w * h)))
    no_factor = float(abs(chances @ (all_masks(units) * h @ w) - w @ h)) / size
    bent = relative(float(chances @ np.tanh(z)), math.tanh(w @ h))
    of_centred, of_relu = variance_with(values, p), variance_with(RELU + values, p)
    by_q = of_relu * q - 1
    grown = {ratio: variance_with(ratio + values, p) for ratio in RATIOS}
    curves = {share: [variance_with(ratio + values, share) for ratio in RATIOS] for share in (0.1, 0.3, 0.5)}
    exact = at_most(1e-12, because=EXACT)
    return Evidence(
        finding=Finding(
            "Dropout with p = {p:g} raises the variance of a centred unit to {centred:.4g} times, that of a ReLU unit "
            "to {relu:.4g} times",
            centred="variance of a centred unit with dropout over without",
            relu="variance of a ReLU unit with dropout over without",
        ),
        caption="By how much dropout raises the variance of a unit, over the unit's mean in standard deviations. "
        "The mean of the unit stays what it was at each of these points.",
        fields={"p": p},
        measurements=[
            Measurement(
                "variance of a centred unit with dropout over without",
                of_centred,
                within(1 / q, 1e-12 / q, because="1 + p/q = 1/q; rounding of 6000 terms"),
            ),
            Measurement(
                "variance of a ReLU unit with dropout over without",
                of_relu,
                within(
                    1 + p / q * (1 + RELU**2),
                    1e-12 * (1 + p / q * (1 + RELU**2)),
                    because="1 + (p/q)(1 + μ²/σ²) with μ²/σ² = 1/(π-1); rounding",
                ),
            ),
            Measurement("error of the mean of a pre-activation", float(abs(chances @ z - w @ h)) / size, exact),
            Measurement(
                "error of the variance of a pre-activation over masks against (p/q)Σw²h²",
                relative(float(chances @ (z - chances @ z) ** 2), p / q * float(np.sum((w * h) ** 2))),
                exact,
            ),
            Measurement(
                "largest error of the variance of a unit against the formula",
                max(relative(value, 1 + p / q * (1 + ratio**2)) for ratio, value in grown.items()),
                exact,
            ),
            Measurement(
                "sum of the probabilities of all masks",
                float(mask_probabilities(all_masks(units), p).sum()),
                within(1, 1e-12, because="one of them is drawn; rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(np.concatenate([h - mean, values]))),
            check_controls(
                h.mean() - mean,
                w.mean(),
                no_factor - p * float(abs(w @ h)) / size,
                by_q - p * RELU**2,
                bent - relative(behind_tanh(w * h, p), behind_tanh(w * h, 0.0)),
            ),
        ],
        controls=[
            Control("error of the mean without the factor", no_factor, at_most(1e-12)),
            Control("error of the mean behind tanh", bent, at_most(1e-12)),
            Control("error of 1/(1-p) for the variance of a ReLU unit", by_q, at_most(1e-12)),
        ],
        curves=[
            Curve("p = {share:g}", points, x=list(RATIOS), role="reference", fields={"share": share})
            for share, points in curves.items()
        ]
        + [
            Curve(
                "measured",
                [of_centred, of_relu],
                x=[0, RELU],
                points=True,
                role="subject",
            )
        ],
        axes=Axes(
            x="mean / deviation of the unit",
            y="variance with dropout / without",
            marks=[
                Mark(of="variance of a centred unit with dropout over without", x=0, text="{value:.4g}"),
                Mark(of="variance of a ReLU unit with dropout over without", x=RELU, text="ReLU {value:.4g}"),
            ],
        ),
    )


mutant(
    "weights all masks alike",
    "(1 - p) ** kept * p ** (masks.shape[1] - kept)",
    "0.5 ** masks.shape[1] + 0 * kept",
    program="dropout_masks",
)
mutant("takes the variance around zero", "(both - chances @ both) ** 2", "both**2")
