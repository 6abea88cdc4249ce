"""Class weights: what a weight c on the positives does to logistic regression, and how to undo it."""

import math

import numpy as np
import torch

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
    claim,
    mutant,
    within,
)

from ..programs.weighted_logistic import fit, recalibrate, sigmoid
from .common import Array, require

CELLS = np.linspace(-3, 3, 41)
LINE = np.stack([np.ones_like(CELLS), CELLS], axis=1)  # design of a logistic regression with intercept and slope


def population(kink: float) -> Array:
    """The probability of a positive in each cell: log-odds -3 + x, and steeper by `kink` right of 0."""
    return sigmoid(-3 + CELLS + kink * np.maximum(CELLS, 0))


def slope_of_loss(x: Array, positive: Array, negative: Array, c: float, theta: Array) -> float:
    """The largest slope at θ of the weighted mean loss, by torch."""
    at = torch.tensor(theta, requires_grad=True)
    z, yes, no = torch.tensor(x) @ at, torch.tensor(c * positive), torch.tensor(negative)
    loss = -(yes * torch.nn.functional.logsigmoid(z) + no * torch.nn.functional.logsigmoid(-z)).sum()
    (loss / (yes + no).sum()).backward()
    assert at.grad is not None
    return float(at.grad.abs().max())


def cells_between(low: float, high: float) -> int:
    """The cells above the one and not above the other."""
    return sum(low < x <= high for x in CELLS.tolist())


def moves(x: Array, p: Array, c: float) -> tuple[Array, Array, Array]:
    """θ of the fit to probabilities p without the weight and with it, and the difference."""
    plain, weighted = fit(x, p, 1 - p, 1.0), fit(x, p, 1 - p, c)
    return plain, weighted, weighted - plain


@claim(
    en="A weight c on the positives moves the optimum of a well-specified logistic model by ln c in log-odds, at "
    "every x alike: slopes and ranking stay, and a threshold of 1/2 then is one of 1/(1+c) without the weight. In a "
    "misspecified model the slopes move as well. Repeating each positive c times is the same.",
    ko="양성에 가중치 c를 주면 모형이 제대로 설정된 로지스틱 회귀의 최적해는 로그 오즈가 모든 x에서 똑같이 ln c만큼 "
    "움직인다. 기울기와 순위는 그대로이고, 이때의 임곗값 1/2은 가중치가 없을 때의 1/(1+c)과 같다. 모형이 잘못 "
    "설정되면 기울기도 움직인다. 양성을 c번씩 되풀이해도 같다.",
    short="What a class weight moves",
    seconds=0.2,
    literature="King & Zeng 2001; Elkan 2001",
)
def class_weights(c: int = 9, kink: float = 2.0) -> Evidence:
    require(
        2 <= c <= 100 and 0.5 <= abs(kink) <= 5,
        en="a weight of 2 to 100 and a kink of size 0.5 to 5: both must be seen, and Newton's method must arrive",
        ko="효과가 보이고 뉴턴법이 수렴하려면 가중치는 2에서 100, 꺾임은 크기가 0.5에서 5여야 한다",
    )
    straight, bent = population(0.0), population(kink)
    plain, weighted, moved = moves(LINE, straight, c)
    bent_plain, bent_weighted, bent_moved = moves(LINE, bent, c)
    counts = np.array([[3.0, 7.0], [1.0, 20.0], [12.0, 5.0]])  # of a table: one logit a cell, positives and negatives
    cells = [fit(np.eye(3), counts[:, 0], counts[:, 1], weight) for weight in (1.0, c)]
    twice = np.repeat(np.arange(2 * len(CELLS)), np.repeat([c, 1], len(CELLS)))  # a row for each class in each cell
    rows, shares = np.concatenate([LINE, LINE])[twice], np.concatenate([straight, 1 - straight])[twice]
    repeated = fit(rows, shares * (twice < len(CELLS)), shares * (twice >= len(CELLS)), 1.0)
    fits = [(straight, 1.0, plain), (straight, c, weighted), (bent, 1.0, bent_plain), (bent, c, bent_weighted)]
    ends = LINE @ bent_moved
    at_half = sigmoid(LINE @ weighted) > 0.5
    otherwise = int(np.sum(at_half != (sigmoid(LINE @ plain) > 0.5)))
    exact = at_most(1e-9, because="odds·c is an identity; rounding of Newton's last step")
    return Evidence(
        finding=Finding(
            "A weight of {c} moves the log-odds by {shift:.4g} = ln {c} at every x; those of a misspecified model by "
            "{left:.3g} at the left end and by {right:.3g} at the right end",
            shift="move of the intercept",
            left="move of a misspecified model at the left end",
            right="move of a misspecified model at the right end",
        ),
        caption="How far the weight moves the fitted log-odds at each x: everywhere as far for the right model, and "
        "differently for one that lacks the kink of the true log-odds.",
        fields={"c": c},
        measurements=[
            Measurement(
                "move of the intercept",
                moved[0],
                within(math.log(c), 1e-9, because="ln c; rounding of Newton's last step"),
            ),
            Measurement("move of the slope", abs(moved[1]), exact),
            Measurement(
                "largest distance of a cell's move from ln c with one logit a cell",
                float(np.max(abs(cells[1] - cells[0] - math.log(c)))),
                exact,
            ),
            Measurement(
                "largest distance of a cell's log-odds from those of its counts",
                float(np.max(abs(cells[0] - np.log(counts[:, 0] / counts[:, 1])))),
                exact,
            ),
            Measurement(
                "largest distance of the unweighted fit from the true log-odds",
                float(np.max(abs(plain - np.array([-3.0, 1.0])))),
                exact,
            ),
            Measurement(
                "largest distance of the fit to repeated positives from the weighted one",
                float(np.max(abs(repeated - weighted))),
                exact,
            ),
            Measurement(
                "cells answered otherwise at 1/2 than at 1/(1+c) without the weight",
                int(np.sum(at_half != (sigmoid(LINE @ plain) > 1 / (1 + c)))),
                within(0, 0, because="c·odds > 1 where p > 1/(1+c)"),
            ),
            Measurement(
                "largest slope of a loss at its fit",
                max(slope_of_loss(LINE, p, 1 - p, weight, theta) for p, weight, theta in fits),
                at_most(1e-12, because="it is least there; rounding"),
                check=True,
            ),
            Measurement(
                "rows with each positive repeated",
                len(rows),
                within((c + 1) * len(CELLS), 0, because="c positives for a negative in each cell"),
                check=True,
            ),
            check_controls(otherwise - cells_between(3 - math.log(c), 3)),
        ],
        controls=[
            Control("move of a misspecified model at the left end", ends[0], within(math.log(c), 1e-9)),
            Control("move of a misspecified model at the right end", ends[-1], within(math.log(c), 1e-9)),
            Control(
                "cells answered otherwise at 1/2 with the weight than without it",
                otherwise,
                within(0, 0),
            ),
        ],
        curves=[
            Curve("right model", list(LINE @ moved), x=list(CELLS), role="subject"),
            Curve("misspecified model", list(ends), x=list(CELLS), role="reference"),
        ],
        axes=Axes(
            x="x",
            y="move of the log-odds",
            marks=[
                Mark(of="move of the intercept", x=0, text="{value:.4g}"),
                Mark(of="move of a misspecified model at the left end", x=-3),
                Mark(of="move of a misspecified model at the right end", x=3),
            ],
        ),
    )


@claim(
    en="Trained with a weight c on the positives, a model says c·p/(c·p + 1 - p) where p is right: it is no longer "
    "calibrated. Dividing the odds by c gives p back.",
    ko="양성에 가중치 c를 주고 학습한 모델은 옳은 확률이 p인 곳에서 c·p/(c·p + 1 - p)라고 답하므로 더는 보정되어 있지 "
    "않다. 오즈를 c로 나누면 p가 되돌아온다.",
    short="Undoing a class weight",
    seconds=0.1,
    literature="Elkan 2001",
)
def recalibrated(c: float = 9.0) -> Evidence:
    require(
        0.01 <= c <= 100 and not 0.5 < c < 2,
        en=f"c = {c:g}: from 0.01 to 100, and 2 times away from 1, the weight is seen and the fit arrives",
        ko=f"c = {c:g}: 가중치의 효과가 보이고 해를 구할 수 있으려면 0.01에서 100이고 1과 2배 이상 달라야 한다",
    )
    p = population(0.0)
    said = sigmoid(LINE @ fit(LINE, p, 1 - p, c))
    undone = recalibrate(said, c)
    edges = recalibrate(np.array([0.0, 1.0, 1e-300]), c)
    middle = int(np.argmax(abs(said - p)))
    exact = at_most(1e-9, because="odds times c over c; rounding of Newton's last step")
    return Evidence(
        finding=Finding(
            "Where {right:.3g} are positive, the model with the weight says {said:.3g}; its odds over c give "
            "{undone:.3g}",
            right="share of positives where the weight shows most",
            said="probability with the weight",
            undone="probability with the odds divided by c",
        ),
        caption="The probability that the weighted model gives, over the right one, and after its odds are divided by "
        "c.",
        measurements=[
            Measurement(
                "probability with the odds divided by c",
                float(undone[middle]),
                within(float(p[middle]), 1e-9, because="the right probability; rounding of Newton's last step"),
            ),
            Measurement("largest distance from the right probabilities", float(np.max(abs(undone - p))), exact),
            Measurement(
                "mean probability less share of positives",
                float(abs(undone.mean() - p.mean())),
                exact,
            ),
            Measurement(
                "share of positives where the weight shows most",
                float(p[middle]),
                within(1 / (1 + math.sqrt(c)), 0.1, because="odds from 1/√c to √c; cells are 0.15 apart in log-odds"),
                check=True,
            ),
            Measurement(
                "largest error at the probabilities 0 and 1 and 1e-300",
                float(np.max(abs(edges / [1, 1, 1e-300 / c] - [0, 1, 1]))),
                at_most(1e-14, because="sure stays sure, and small odds are divided by c; rounding"),
            ),
            Measurement(
                "weight of 1: largest change",
                float(np.max(abs(recalibrate(p, 1.0) - p))),
                at_most(1e-15, because="nothing to undo; rounding"),
            ),
            check_controls(
                float(said[middle] - c * p[middle] / (c * p[middle] + 1 - p[middle])),
                float(said.mean() - np.mean([c * q / (c * q + 1 - q) for q in p.tolist()])),
                most=1e-9,
            ),
        ],
        controls=[
            Control("probability with the weight", float(said[middle]), within(float(p[middle]), 1e-9)),
            Control(
                "mean probability with the weight less share of positives",
                float(abs(said.mean() - p.mean())),
                at_most(1e-9),
            ),
        ],
        curves=[
            Curve("with the weight", list(said), x=list(p), role="subject"),
            Curve("odds / c", list(undone), x=list(p), role="reference"),
        ],
        axes=Axes(
            x="right probability",
            y="probability",
            marks=[
                Mark(of="probability with the weight", x=float(p[middle])),
                Mark(of="probability with the odds divided by c", x=float(p[middle])),
            ],
        ),
    )


mutant(
    "weights the negatives",
    "total = c * positive + negative",
    "total = positive + c * negative",
    program="weighted_logistic",
)
mutant("weights the positives in the curvature only", "- c * positive)", "- positive)", program="weighted_logistic")
mutant(
    "multiplies the odds by c once more",
    "p / (p + c * (1 - p))",
    "c * p / (c * p + 1 - p)",
    program="weighted_logistic",
)
mutant(
    "divides the probability by c instead of the odds", "p / (p + c * (1 - p))", "p / c", program="weighted_logistic"
)
mutant("repeats the negatives as well", "np.repeat([c, 1], len(CELLS))", "np.repeat([c, c], len(CELLS))")
