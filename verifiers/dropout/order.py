"""Dropout and batch norm: in which order they may stand, and why."""

import math

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD, check_controls
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
from .common import Array, oddity_of_masks, require

RELU = math.sqrt(1 / (math.pi - 1))  # mean over deviation of the ReLU of a standard normal pre-activation
RATIOS = np.array([0.0, 0.25, 0.5, RELU, 1.0, 1.5, 2.0])


def units(rows: int, rng: np.random.Generator) -> Array:
    """Units of variance 1 over the rows exactly, whose means are the RATIOS; shape (rows, 7)."""
    drawn = rng.standard_normal((rows, len(RATIOS)))
    scaled: Array = RATIOS + (drawn - drawn.mean(axis=0)) / drawn.std(axis=0)
    return scaled


def eval_variance(seen: list[Array], x: Array) -> Array:
    """Variance of each unit of x behind torch's batch norm in eval mode, once it has seen these batches."""
    norm = torch.nn.BatchNorm1d(x.shape[1], affine=False, momentum=None, eps=1e-12, dtype=torch.float64)
    for batch in seen:
        norm(torch.from_numpy(batch))
    norm.eval()
    with torch.no_grad():
        out: Array = norm(torch.from_numpy(x)).numpy()
    variance: Array = out.var(axis=0)
    return variance


def variance_left(p: float, rows: int, ratios: Array = RATIOS) -> Array:
    """What batch norm leaves of the variance of each unit in eval mode once it has seen such rows with dropout of p.

    It divides by the variance of masked units, 1 + (p/q)(1 + ratio²); torch stores the unbiased one of the rows.
    """
    left: Array = 1 / (1 + p / (1 - p) * (1 + ratios**2) + 1 / (rows - 1))
    return left


def relative_error_of_variance(x: Array, p: float, passes: int) -> Array:
    """Standard error of the stored variance of masked units, relative to it, for these rows and random masks.

    A row's squared deviation is (x/q - μ)² with probability q, else μ², so that its variance is pq((x/q - μ)² - μ²)².
    """
    mean = x.mean(axis=0)
    kept = (x / (1 - p) - mean) ** 2
    second = (1 - p) * kept.mean(axis=0) + p * mean**2
    over_masks = p * (1 - p) * np.mean((kept - mean**2) ** 2, axis=0)
    error: Array = np.sqrt(over_masks / (passes * len(x))) / second
    return error


@claim(
    en="Batch norm behind dropout stores the variance of masked units, σ² + (p/q)(σ² + μ²), and divides by it in eval "
    "mode too: centred units come out with the variance q, others with less. Dropout behind the last batch norm "
    "leaves no such gap.",
    ko="드롭아웃 뒤의 배치 정규화는 마스크가 씌워진 유닛의 분산 σ² + (p/q)(σ² + μ²)를 저장해 두고 평가 때에도 그것으로 "
    "나눈다. 그래서 평균이 0인 유닛의 분산은 q가 되고, 다른 유닛은 더 작아진다. 마지막 배치 정규화 뒤에 드롭아웃을 "
    "두면 이런 차이가 없다.",
    short="Dropout in front of batch norm",
    seconds=0.5,
    literature="Li 2019",
)
def before_batch_norm(p: float = 0.3, rows: int = 1000, passes: int = 200, seed: int = 0) -> Evidence:
    require(p)
    if not (200 <= rows <= 5000 and 20 <= passes <= 1000):
        raise Undecided(
            en="200 to 5000 rows and 20 to 1000 passes: fewer leave the stored variance uncertain",
            ko="행은 200~5000개, 패스는 20~1000번이어야 한다. 이보다 적으면 저장되는 분산이 불확실하다",
        )
    q, rng, layer = 1 - p, np.random.default_rng(seed), Dropout(p)
    x, few = units(rows, rng), units(20, rng)
    of_few = eval_variance([few], few)
    masked = [layer.forward(x.copy(), True, rng) for _ in range(passes)]
    behind, first = eval_variance(masked, x), eval_variance([x] * 3, x)
    formula, [of_relu] = variance_left(p, rows), variance_left(p, rows, np.array([RELU]))
    error = relative_error_of_variance(x, p, passes)
    relu = int(np.flatnonzero(RATIOS == RELU)[0])
    each = np.array([batch.var(axis=0) for batch in masked])
    spread = each.std(axis=0) / each.mean(axis=0) / (error * math.sqrt(passes))
    because = "σ²/(σ² + (p/q)(σ² + μ²)); 5 standard errors of the stored variance over masks"
    line = np.linspace(0, 2, 81)
    return Evidence(
        finding=Finding(
            "Behind dropout with p = {p:g}, batch norm leaves centred units the variance {centred:.3g} in eval mode, "
            "ReLU units {relu:.3g}; in front of dropout {first:.3g}",
            centred="eval variance of a centred unit",
            relu="eval variance of a ReLU unit",
            first="eval variance of a centred unit with batch norm in front",
        ),
        caption="Variance behind batch norm in eval mode, over the unit's mean in standard deviations. Batch norm in "
        "front of dropout has seen the units as they are, and gives 1.",
        fields={"p": p},
        measurements=[
            Measurement(
                "eval variance of a centred unit",
                float(behind[0]),
                within(float(formula[0]), 5 * float(formula[0] * error[0]), because=because),
            ),
            Measurement(
                "eval variance of a ReLU unit",
                float(behind[relu]),
                within(float(of_relu), 5 * float(of_relu * error[relu]), because=because),
            ),
            Measurement(
                "largest deviation of a unit from the formula",
                float(np.max(abs(behind / formula - 1) / error)),
                at_most(5, because="5 standard errors of the stored variance over masks; seven units"),
                unit="standard errors",
            ),
            Measurement(
                "most that the variance of a unit in front of dropout differs from 1",
                float(np.max(abs(x.var(axis=0) - 1))),
                at_most(1e-12, because="the rows are scaled so; rounding"),
                check=True,
            ),
            Measurement(
                "how odd the units and the masks look",
                max(
                    oddity_of_normal(x - RATIOS),
                    oddity_of_masks(np.array([np.isclose(one, x / q) for one in masked[:40]]), p),
                ),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "different batches with dropout",
                len({one.tobytes() for one in masked}),
                within(passes, 0, because="each pass draws masks of its own"),
                check=True,
            ),
            check_controls(
                float(np.max(abs(first - variance_left(0.0, rows)))),
                float(np.max(abs(of_few - variance_left(0.0, 20)))),
                most=1e-9,
            ),
            Measurement(
                "largest relative distance of a stored variance from the mean of all passes",
                float(np.max(abs(behind * (each.mean(axis=0) * rows / (rows - 1)) - 1))),
                at_most(1e-9, because="momentum=None: every batch weighs alike; rounding"),
                check=True,
            ),
            Measurement(
                "spread of the variance over passes by its standard error: farthest from 1",
                float(np.max(abs(spread - 1))),
                at_most(
                    5 * math.sqrt(1 / (2 * passes)),
                    because="5 standard errors √(1/2P) of a deviation of P passes; means of rows are nearly normal",
                ),
                check=True,
            ),
        ],
        controls=[
            Control(
                "eval variance of a centred unit with batch norm in front",
                float(first[0]),
                within(float(formula[0]), 5 * float(formula[0] * error[0])),
            ),
            Control(
                "least deviation of a unit from the formula with batch norm in front",
                float(np.min(abs(first / formula - 1) / error)),
                at_most(5),
                unit="standard errors",
            ),
        ],
        curves=[
            Curve("dropout first", list(behind), x=list(RATIOS), points=True, role="subject"),
            Curve("formula", list(1 / (1 + p / q * (1 + line**2))), x=list(line), role="bound"),
            Curve("batch norm first", list(first), x=list(RATIOS), role="reference"),
        ],
        axes=Axes(
            x="mean / deviation of the unit",
            y="variance in eval mode",
            marks=[
                Mark(of="eval variance of a centred unit", x=0),
                Mark(of="eval variance of a ReLU unit", x=RELU, text="ReLU {value:.3g}"),
                Mark(of="eval variance of a centred unit with batch norm in front", x=0),
            ],
        ),
    )


mutant("shows batch norm the units without dropout", "eval_variance(masked, x)", "eval_variance([x] * passes, x)")
mutant("stores the newest batch only", "momentum=None, eps", "momentum=1.0, eps")
