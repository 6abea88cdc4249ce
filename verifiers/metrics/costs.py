"""Costs of the two mistakes, and the threshold that follows from them."""

import itertools

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, claim, mutant, within

from ..programs.weighted_logistic import cost_threshold
from .common import Array, require


def least_cost(p: Array, false_positive: float, false_negative: float) -> tuple[bool, ...]:
    """The answers of least expected cost, by trying all 2ⁿ."""

    def cost(yes: tuple[bool, ...]) -> float:
        return float(
            sum((1 - q) * false_positive if one else q * false_negative for one, q in zip(yes, p, strict=True))
        )

    return min(itertools.product((False, True), repeat=len(p)), key=cost)


SHAPES = np.repeat([0.5, 1.0, 3.0, 10.0], 5)  # of the populations, whose probabilities are from Beta(1, shape)


def cost_by_loops(p: Array, level: float, false_positive: float, false_negative: float) -> float:
    """The mean expected cost of yes where p is above the level, sample by sample."""
    costs = [(1 - q) * false_positive if q > level else q * false_negative for q in p.tolist()]
    return float(sum(costs) / len(costs))


@claim(
    en="On calibrated probabilities the answers of least expected cost are yes where p is above c_FP/(c_FP + c_FN), "
    "whatever the share of positives: 1/2 only where both mistakes cost the same.",
    ko="보정된 확률이 있으면 기대 비용이 가장 작은 답은 양성의 비율과 상관없이 p가 c_FP/(c_FP + c_FN)보다 클 때 "
    "'예'라고 하는 것이다. 이 값이 1/2인 것은 두 가지 실수의 비용이 같을 때뿐이다.",
    short="The threshold of least cost",
    seconds=0.3,
    literature="Elkan 2001",
)
def cost_decides(false_positive: float = 1.0, false_negative: float = 19.0, seed: int = 0) -> Evidence:
    require(
        0.01 <= false_positive <= 100
        and 0.01 <= false_negative <= 100
        and not 0.5 < false_negative / false_positive < 2,
        en="costs of 0.01 to 100 of which one is at least twice the other, so that 1/2 is another threshold",
        ko="비용은 0.01에서 100이고, 1/2과 다른 임곗값이 되려면 하나가 다른 하나의 2배 이상이어야 한다",
    )
    rng = np.random.default_rng(seed)
    threshold = cost_threshold(false_positive, false_negative)
    populations = [rng.beta(1.0, shape, size=10) for shape in SHAPES]
    best = [least_cost(p, false_positive, false_negative) for p in populations]
    many = rng.beta(1.0, 5.0, size=2000)
    levels = np.linspace(0, 1, 401)

    def cost_at(level: float) -> float:
        yes = many > level
        return float(np.mean(np.where(yes, (1 - many) * false_positive, many * false_negative)))

    costs, half = [cost_at(level) for level in levels], cost_at(0.5)
    least = float(np.mean(np.minimum((1 - many) * false_positive, many * false_negative)))
    return Evidence(
        finding=Finding(
            "Mistakes cost {fp:g} and {fn:g}: above a threshold of {threshold:.3g} yes costs {least:.3g} a sample, "
            "above 1/2 {half:.3g}",
            threshold="threshold of least cost",
            least="expected cost at that threshold",
            half="expected cost at a threshold of 1/2",
        ),
        caption="Expected cost of a sample over the threshold, on calibrated probabilities.",
        fields={"fp": false_positive, "fn": false_negative},
        measurements=[
            Measurement(
                "threshold of least cost",
                threshold,
                within(1 / (1 + false_negative / false_positive), 1e-12, because="(1-p)·c_FP = p·c_FN there; rounding"),
            ),
            Measurement(
                "expected cost at that threshold",
                cost_at(threshold),
                within(least, 1e-12 * (false_positive + false_negative), because="the cheaper answer for each sample"),
            ),
            Measurement(
                "answers other than the cheapest of all 1024",
                sum(
                    sum(yes != (q > threshold) for yes, q in zip(b, p, strict=True))
                    for b, p in zip(best, populations, strict=True)
                ),
                within(0, 0, because="each sample adds its own cost, whatever the others are"),
            ),
            Measurement(
                "threshold where both mistakes cost the same",
                cost_threshold(false_negative, false_negative),
                within(0.5, 1e-15, because="c/(c + c)"),
            ),
            check_draws(
                oddity_of_uniform((1 - many) ** 5, 0, 1),
                oddity_of_uniform((1 - np.array(populations)) ** SHAPES[:, None], 0, 1),
            ),
            check_controls(half - cost_by_loops(many, 0.5, false_positive, false_negative)),
        ],
        controls=[
            Control(
                "expected cost at a threshold of 1/2",
                half,
                within(least, 1e-12 * (false_positive + false_negative)),
            ),
        ],
        curves=[Curve("cost", costs, x=list(levels), role="subject")],
        axes=Axes(
            x="threshold",
            y="expected cost",
            marks=[
                Mark(of="expected cost at that threshold", x=threshold),
                Mark(of="threshold of least cost", x=threshold, text="at {value:.3g}"),
                Mark(of="expected cost at a threshold of 1/2", x=0.5),
            ],
        ),
    )


mutant("exchanges the costs", "false_positive / (false", "false_negative / (false", program="weighted_logistic")
